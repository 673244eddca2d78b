"""Every program takes the settings that its pod would give it, with the Secrets of make-secrets.

The programs run with `--check-config`, with the variables of the rendered ConfigMaps; the files that
these name are laid out below a temporary folder as the pod's volumes would be.
"""

import base64
import os
import pathlib
import subprocess
import tempfile
import unittest

import facts
import objects

RENDERED = pathlib.Path(os.environ["SENNIGHT_RENDERED"])
PROGRAMS = pathlib.Path(os.environ["SENNIGHT_PROGRAMS"])
CONNECTION = "host=database dbname=sennight user=sennight_writer password=x"
MIGRATOR = "host=database dbname=sennight user=sennight_migrator password=x"


def make_secrets(folder):
    """Returns the Secrets that make-secrets makes."""
    (folder / "connection").write_text(CONNECTION)
    (folder / "migrator").write_text(MIGRATOR)
    subprocess.run([facts.ROOT / "deploy/kubernetes/make-secrets", folder / "secrets",
                    folder / "connection", folder / "migrator"], check=True, capture_output=True)
    return objects.load((folder / "secrets/secrets.yaml").read_text())


def lay_out(everything, workload, container, root):
    """Writes the Secrets that a container mounts, at their paths below `root`."""
    volumes = {volume["name"]: volume
               for volume in objects.template(workload)["spec"].get("volumes", [])}
    for mount in container.get("volumeMounts", []):
        folder = root / mount["mountPath"].lstrip("/")
        folder.mkdir(parents=True)
        secret = volumes[mount["name"]].get("secret")
        data = objects.named(everything, "Secret", secret["secretName"])["data"] if secret else {}
        for key, value in data.items():
            (folder / key).write_bytes(base64.b64decode(value))


class Settings(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def check(self, container, root, **spoilt):
        variables = {name: value.replace("/run/secrets/", f"{root}/run/secrets/")
                     .replace("/usr/share/sennight/", f"{facts.ROOT}/deploy/")
                     for name, value in {**self.variables, **spoilt}.items()}
        program = PROGRAMS / objects.program(container)
        return subprocess.run([program, *container.get("args", []), "--check-config"],
                              env=variables, capture_output=True, text=True, check=False)

    def test_of_every_server_are_taken(self):
        secrets = make_secrets(self.folder)
        for installation in ("try-out", "production"):
            everything = secrets + objects.load((RENDERED / f"{installation}.yaml").read_text())
            found = objects.servers(everything) + [
                (job, container) for job in objects.of_kind(everything, "Job")
                for container in objects.containers(job)
                if objects.program(container) == "sennight-event-store"]
            self.assertEqual(5, len(found))
            for workload, container in found:
                with self.subTest(installation=installation, workload=objects.title(workload)):
                    root = self.folder / installation / objects.title(workload)
                    lay_out(everything, workload, container, root)
                    self.variables = objects.environment(everything, container)
                    good = self.check(container, root)
                    self.assertEqual((0, ""), (good.returncode, good.stderr))
                    prefix = objects.program(container).upper().replace("-", "_")
                    bad = self.check(container, root, **{f"{prefix}_QUEUE": "none"})
                    self.assertEqual(2, bad.returncode)


if __name__ == "__main__":
    unittest.main()
