"""Runs the pods of rendered workloads as a node would: runc, a network namespace and an address for
each, variables from ConfigMaps, files from Secrets, the security context, the memory limit."""

import base64
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import objects  # pylint: disable=wrong-import-position
from server_rules import amount  # pylint: disable=wrong-import-position

NETWORK = "10.42.7."
HUB = NETWORK + "1"
# A bridge without an address of its own takes the lowest of its ports', and with it another one when
# a pod comes or goes; what pods send to the hub, such as queries of names, is then lost for half a
# minute.
HUB_HARDWARE = "02:00:00:00:00:01"


def run(*command, **options):
    return subprocess.run(command, check=True, **options)


def check_health(address, service, timeout=2):
    """Asks grpc.health.v1 as a kubelet does; returns whether the service is SERVING."""
    request = b"\x0a" + bytes([len(service)]) + service.encode() if service else b""
    with grpc.insecure_channel(address) as channel:
        check = channel.unary_unary("/grpc.health.v1.Health/Check", lambda b: b, lambda b: b)
        try:
            return check(request, timeout=timeout) == b"\x08\x01"
        except grpc.RpcError:
            return False


class Node:
    """Where pods run. The process is in a network namespace of its own, with a bridge to all pods."""

    def __init__(self, everything, images, folder):
        self.objects = everything
        self.images = images  # Image → (folder of its root, variables).
        self.folder = pathlib.Path(folder)
        self._last = 1
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "pods", "address", HUB_HARDWARE, "type", "bridge")
        run("ip", "addr", "add", HUB + "/24", "dev", "pods")
        run("ip", "link", "set", "pods", "up")

    def start(self, workload, **options):
        self._last += 1
        return Pod(self, workload, self._last, **options)


class Pod:
    """A pod of a workload, with one container that runs after those that run first."""

    def __init__(self, node, workload, number, args=None):
        self.node, self.workload = node, workload
        self.name = f"{workload['metadata']['name']}-{number}"
        self.address = f"{NETWORK}{number}"
        self.folder = node.folder / self.name
        self.folder.mkdir(parents=True)
        self.spec = objects.template(workload)["spec"]
        self._connect(number)
        self._volumes = {volume["name"]: self._make(volume)
                         for volume in self.spec.get("volumes", [])}
        for container in self.spec.get("initContainers", []):
            if self._run(container).wait() != 0:
                raise RuntimeError(f"{self.name}: {container['name']} failed: {self.log()}")
        self.container = dict(self.spec["containers"][0])
        self.container["args"] = args or self.container.get("args", [])
        self.started = time.monotonic()
        self.process = self._run(self.container)

    def _connect(self, number):
        self._namespace = f"rehearsal-{os.getpid()}-{number}"
        run("ip", "netns", "add", self._namespace)
        run("ip", "link", "add", f"pod{number}", "type", "veth", "peer", "name", "eth0", "netns",
            self._namespace)
        run("ip", "link", "set", f"pod{number}", "master", "pods", "up")
        inside = ("ip", "-n", self._namespace)
        run(*inside, "addr", "add", f"{self.address}/24", "dev", "eth0")
        run(*inside, "link", "set", "eth0", "up")
        run(*inside, "link", "set", "lo", "up")

    def _make(self, volume):
        """Makes the folder of a volume, as a kubelet would for the pod's group."""
        folder = self.folder / "volumes" / volume["name"]
        folder.mkdir(parents=True)
        group = self.spec["securityContext"]["fsGroup"]
        if "emptyDir" in volume:
            os.chown(folder, 0, group)
            folder.chmod(0o2777)
        for source in volume.get("projected", {}).get("sources", []) + [volume]:
            for key, content in self._content(source):
                path = folder / key
                path.write_bytes(content)
                os.chown(path, 0, group)
                path.chmod(0o440 if "secret" in source else 0o644)
        return folder

    def _content(self, source):
        if "configMap" in source:
            found = objects.named(self.node.objects, "ConfigMap", source["configMap"]["name"])
            return [(key, value.encode()) for key, value in found["data"].items()]
        if "secret" in source:
            secret = source["secret"]
            name = secret.get("secretName") or secret.get("name")
            found = objects.named(self.node.objects, "Secret", name)
            if found is None:
                raise RuntimeError(f"{self.name}: there is no Secret {name}")
            content = {key: base64.b64decode(value) for key, value in found["data"].items()}
            items = secret.get("items") or [{"key": key, "path": key} for key in content]
            return [(item["path"], content[item["key"]]) for item in items]
        return []

    def _run(self, container):
        bundle = self.folder / container["name"]
        bundle.mkdir()
        self.id = f"{self._namespace}-{container['name']}"
        (bundle / "config.json").write_text(json.dumps(self._config(container)))
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(["runc", "run", "--bundle", bundle, self.id], stdout=log,
                                    stderr=log, stdin=subprocess.DEVNULL)

    def _config(self, container):
        root, variables = self.node.images[container["image"]]
        context = self.spec["securityContext"]
        given = {**variables, "HOSTNAME": self.name,
                 **objects.environment(self.node.objects, container)}
        resolv = self.folder / "resolv.conf"
        resolv.write_text(f"nameserver {HUB}\nsearch sennight.svc.cluster.local svc.cluster.local "
                          "cluster.local\noptions ndots:5\n")
        tmpfs = ["nosuid", "nodev", "noexec"]
        mounts = [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs",
             "options": ["nosuid", "strictatime", "mode=755", "size=65536k"]},
            {"destination": "/dev/shm", "type": "tmpfs", "source": "shm",
             "options": tmpfs + ["mode=1777", "size=65536k"]},
            {"destination": "/etc/resolv.conf", "type": "bind", "source": str(resolv),
             "options": ["bind", "ro"]}]
        for mount in container.get("volumeMounts", []):
            mode = "ro" if mount.get("readOnly") else "rw"
            mounts.append({"destination": mount["mountPath"], "type": "bind",
                           "source": str(self._volumes[mount["name"]]), "options": ["bind", mode]})
        limit = int(amount(container["resources"]["limits"]["memory"]))
        none = {kind: [] for kind in ("bounding", "effective", "permitted")}
        return {
            "ociVersion": "1.0.2",
            "process": {
                "terminal": False, "cwd": "/", "noNewPrivileges": True, "capabilities": none,
                "user": {"uid": context["runAsUser"], "gid": context["runAsGroup"],
                         "additionalGids": [context["fsGroup"]]},
                "args": container["command"] + container.get("args", []),
                "env": [f"{name}={value}" for name, value in given.items()]},
            "root": {"path": str(root), "readonly": True},
            "hostname": self.name,
            "mounts": mounts,
            "linux": {
                "cgroupsPath": f"/rehearsal/{self.id}",
                "resources": {"memory": {"limit": limit},
                              "devices": [{"allow": False, "access": "rwm"}]},
                "namespaces": [{"type": kind} for kind in ("pid", "ipc", "uts", "mount")] + [
                    {"type": "network", "path": f"/run/netns/{self._namespace}"}]}}

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def probe(self, kind):
        """Returns whether a probe of the container succeeds now."""
        probe = self.container[kind]
        if "grpc" in probe:
            return check_health(f"{self.address}:{probe['grpc']['port']}", probe["grpc"]["service"])
        command = ["runc", "exec", self.id, *probe["exec"]["command"]]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def wait(self, kind, wanted=True, seconds=60):
        """Waits until a probe says what is wanted; returns after how many seconds."""
        begin = time.monotonic()
        while self.probe(kind) != wanted:
            if self.process.poll() is not None or time.monotonic() - begin > seconds:
                raise RuntimeError(f"{self.name}: {kind} is never {wanted}: {self.log()[-2000:]}")
            time.sleep(0.1)
        return time.monotonic() - begin

    def terminate(self, how=signal.SIGTERM):
        run("runc", "kill", self.id, str(int(how)))

    def end(self):
        """Waits for the end, as long as a kubelet would; returns (exit status, seconds)."""
        begin = time.monotonic()
        grace = self.spec.get("terminationGracePeriodSeconds", 30)
        return self.process.wait(timeout=grace), time.monotonic() - begin

    def remove(self):
        if self.process.poll() is None:
            self.terminate(signal.SIGKILL)
            self.process.wait(timeout=30)
        subprocess.run(["ip", "netns", "del", self._namespace], capture_output=True, check=False)

    def memory(self):
        """Returns the resident memory of the container's first process, in MB."""
        state = json.loads(run("runc", "state", self.id, capture_output=True).stdout)
        status = pathlib.Path(f"/proc/{state['pid']}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024
