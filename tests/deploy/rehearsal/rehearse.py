"""Rehearses an installation on this machine: every workload that kustomize rendered runs as a pod
would, from the images, and is probed, asked, ended and renewed.

    rehearse.py FOLDER RENDERED… [--image NAME=ROOT …]

FOLDER is for logs and volumes; the files RENDERED together are the installation. An image's ROOT is
the folder it was unpacked to, with its variables beside it in ROOT.env.
"""

import argparse
import pathlib
import re
import signal
import sys
import time

import names
import pods

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import objects  # pylint: disable=wrong-import-position

WEEK = "--week=2025-W50"
FRESH_GATEWAYS = 10
failures = []


def say(text):
    print(text, flush=True)


def expect(what, is_so, detail=""):
    say(f"{'ok    ' if is_so else 'FAILED'}  {what}{'  (' + detail + ')' if detail else ''}")
    if not is_so:
        failures.append(what)


class Rehearsal:
    def __init__(self, node):
        self.node = node
        self.running = []
        self.names = names.NameServer(pods.HUB)

    def workload(self, kind, name):
        return objects.named(self.node.objects, kind, name)

    def start(self, workload, **options):
        pod = self.node.start(workload, **options)
        self.running.append(pod)
        return pod

    def publish(self):
        """Tells the names of headless Services: the addresses of their pods, if these are ready or
        the Service does not ask."""
        for service in objects.of_kind(self.node.objects, "Service"):
            selector = {"matchLabels": service["spec"]["selector"]}
            self.names.set(service["metadata"]["name"], [
                pod.address for pod in self.running
                if objects.selects(selector, objects.labels_of(objects.template(pod.workload)))
                and pod.process.poll() is None and "readinessProbe" in pod.container
                and (service["spec"].get("publishNotReadyAddresses") or self._is_ready(pod))])

    @staticmethod
    def _is_ready(pod):
        """A node asks again before it believes that a pod is not ready."""
        tries = pod.container["readinessProbe"].get("failureThreshold", 3)
        return any(pod.probe("readinessProbe") for _ in range(tries))

    def run_job(self, workload, **options):
        pod = self.start(workload, **options)
        status = pod.process.wait(timeout=120)
        return status, pod.log(), time.monotonic() - pod.started

    def compose(self):
        job = self.workload("CronJob", "weekly-digest")
        args = objects.containers(job)[0]["args"] + [WEEK]
        return self.run_job(job, args=args)

    def remove(self):
        for pod in self.running:
            pod.remove()


def replicas_of(everything, deployment):
    for scaler in objects.of_kind(everything, "HorizontalPodAutoscaler"):
        if scaler["spec"]["scaleTargetRef"]["name"] == deployment["metadata"]["name"]:
            return scaler["spec"]["minReplicas"]
    return deployment["spec"]["replicas"]


def rehearse(stage):
    everything = stage.node.objects
    servers = {}
    for deployment, _ in objects.servers(everything):
        name = deployment["metadata"]["name"]
        servers[name] = [stage.start(deployment)
                         for _ in range(replicas_of(everything, deployment))]
    for name, replicas in servers.items():
        took = max(pod.wait("startupProbe") for pod in replicas)
        expect(f"{name}: {len(replicas)} replicas start and are live",
               all(pod.probe("livenessProbe") for pod in replicas), f"{took:.1f} s")
    store = servers["event-store"]
    expect("event-store: live, but not ready without a database",
           all(pod.probe("livenessProbe") and not pod.probe("readinessProbe") for pod in store))

    database = stage.start(stage.workload("StatefulSet", "database"))
    database.wait("readinessProbe")
    stage.publish()
    status, log, took = stage.run_job(stage.workload("Job", "migration"))
    expect("migration: ends well", status == 0, f"{took:.1f} s, {log.strip().splitlines()[-1][:90]}")
    for name, replicas in servers.items():
        took = max(pod.wait("readinessProbe") for pod in replicas)
        expect(f"{name}: ready", True,
               f"{took:.1f} s, " + ", ".join(f"{pod.memory()} MB" for pod in replicas))
    stage.publish()

    job = stage.workload("Job", "sample-week") or stage.workload("CronJob", "weekly-digest")
    importing = ["import", "--topic=cell-gene-therapy",
                 "/usr/share/sennight/samples/cell-gene-therapy-2025-W50.jsonl"]
    status, log, took = stage.run_job(job, args=importing)
    expect("sample week: imported", status == 0, f"{took:.1f} s, {log.strip()[:90]!r}")
    status, log, took = stage.compose()
    title = re.search(r"^# .*", log, re.MULTILINE)
    expect("weekly digest: composed", status == 0 and bool(title),
           f"{took:.1f} s, {title[0] if title else log[-300:]}")

    gateway, other = servers["gateway"]
    begin = time.monotonic()
    gateway.terminate()
    took = gateway.wait("readinessProbe", wanted=False)
    expect("gateway: after SIGTERM at once not ready, still live and at work",
           gateway.probe("livenessProbe") and gateway.process.poll() is None, f"{took:.1f} s")
    stage.publish()
    status, log, took = stage.compose()
    expect("weekly digest: composed by the other gateway", status == 0, f"{took:.1f} s")
    status, _ = gateway.end()
    expect("gateway: drained, exit status 0", status == 0, f"{time.monotonic() - begin:.1f} s")
    renewed = stage.start(gateway.workload)
    renewed.wait("readinessProbe")
    stage.publish()
    servers["gateway"] = [renewed, other]

    for pod in servers["gateway"]:
        pod.remove()
    slowest = 0
    for _ in range(FRESH_GATEWAYS):
        fresh = stage.start(gateway.workload)
        fresh.wait("readinessProbe")
        stage.publish()
        status, _, took = stage.compose()
        slowest = max(slowest, took if status == 0 else 120)
        fresh.remove()
    expect(f"gateway: the first call of {FRESH_GATEWAYS} fresh ones is answered", slowest < 10,
           f"slowest {slowest:.1f} s")
    servers["gateway"] = [stage.start(gateway.workload) for _ in range(2)]
    for pod in servers["gateway"]:
        pod.wait("readinessProbe")

    database.terminate(signal.SIGINT)
    database.end()
    took = max(pod.wait("readinessProbe", wanted=False) for pod in store)
    expect("event-store: without its database not ready, and live",
           all(pod.probe("livenessProbe") for pod in store), f"{took:.1f} s")

    begin = time.monotonic()
    for replicas in servers.values():
        for pod in replicas:
            pod.terminate()
    for name, replicas in servers.items():
        ends = [pod.end()[0] for pod in replicas]
        expect(f"{name}: SIGTERM drains, exit status 0", set(ends) == {0},
               f"{time.monotonic() - begin:.1f} s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("rendered", nargs="+")
    parser.add_argument("--image", action="append", default=[])
    arguments = parser.parse_args()
    everything = [found for path in arguments.rendered
                  for found in objects.load(pathlib.Path(path).read_text())]
    images = {}
    for image in arguments.image:
        name, _, root = image.partition("=")
        variables = dict(line.partition("=")[::2]
                         for line in pathlib.Path(root + ".env").read_text().splitlines() if line)
        images[name] = (root, variables)
    stage = Rehearsal(pods.Node(everything, images, arguments.folder))
    try:
        rehearse(stage)
    finally:
        stage.remove()
    say(f"{len(failures)} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
