"""What we ask of an installation beyond what Kubernetes asks.

Each rule takes all objects of an installation and the facts about the checkout (Facts) and yields
findings: (title of the object, what is wrong).
"""

import dataclasses
import re

from objects import (containers, environment, labels_of, named, of_kind, ports_of, program, selects,
                     servers, setting, template, title, workloads)
from server_rules import amount

HEALTH_SERVICES = {"startupProbe": "startup", "readinessProbe": "readiness",
                   "livenessProbe": "liveness"}
SECRET_SETTINGS = re.compile(r"PASSWORD|SECRET|_DATABASE$|_TOKEN$")


@dataclasses.dataclass(frozen=True)
class Facts:
    """What the rules know of the checkout."""
    version: str      # Of the project.
    settings: dict    # Program -> the variables that it reads; None leaves them unchecked.
    documented: set   # Secrets that the operator makes, as the README names them.


def seconds(duration):
    """Returns a duration such as 1m30s in seconds."""
    units = {"ms": 1e-3, "s": 1, "m": 60, "h": 3600}
    return sum(float(number) * units[unit]
               for number, unit in re.findall(r"([\d.]+)(ms|s|m|h)", duration or "0s"))


def restricted(objects, _):
    """PodSecurity "restricted", and a root that is not written to."""
    volumes = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim",
               "projected", "secret"}
    for found in workloads(objects):
        spec = template(found)["spec"]
        pod = spec.get("securityContext", {})
        for key in ("hostNetwork", "hostPID", "hostIPC"):
            if spec.get(key):
                yield title(found), f"uses {key}"
        if pod.get("runAsNonRoot") is not True or not pod.get("runAsUser"):
            yield title(found), "may run as root"
        if pod.get("seccompProfile", {}).get("type") != "RuntimeDefault":
            yield title(found), "has no seccomp profile"
        for volume in spec.get("volumes", []):
            if not set(volume) - {"name"} <= volumes:
                yield title(found), f"volume {volume['name']!r} is of a kind that is not allowed"
        for container in containers(found):
            own = container.get("securityContext", {})
            if own.get("allowPrivilegeEscalation") is not False:
                yield title(found), "allows privilege escalation"
            if own.get("capabilities") != {"drop": ["ALL"]}:
                yield title(found), "keeps capabilities"
            if own.get("readOnlyRootFilesystem") is not True:
                yield title(found), "has a root that can be written to"
            if own.get("privileged") or own.get("runAsUser") == 0 or own.get(
                    "runAsNonRoot") is False:
                yield title(found), "is privileged"
            if any("hostPort" in port for port in container.get("ports", [])):
                yield title(found), "takes a port of the node"


def namespaces(objects, _):
    for found in of_kind(objects, "Namespace"):
        enforced = found["metadata"].get("labels", {}).get("pod-security.kubernetes.io/enforce")
        if enforced != "restricted":
            yield title(found), "does not enforce restricted pods"
    spaces = {found["metadata"]["name"] for found in of_kind(objects, "Namespace")}
    for found in objects:
        if found["kind"] != "Namespace" and found["metadata"].get("namespace") not in spaces:
            yield title(found), "is not in the namespace of the installation"


def accounts(objects, _):
    for found in workloads(objects):
        spec = template(found)["spec"]
        account = named(objects, "ServiceAccount", spec.get("serviceAccountName"))
        if account is None:
            yield title(found), "has no account of its own"
        elif account.get("automountServiceAccountToken") is not False:
            yield title(found), "has an account whose token is mounted"
        if spec.get("automountServiceAccountToken") is not False:
            yield title(found), "mounts a token of the cluster"
        if spec.get("enableServiceLinks") is not False:
            yield title(found), "gets variables for other Services"


def resources(objects, _):
    for found in workloads(objects):
        for container in containers(found):
            given = container.get("resources", {})
            for kind, what in (("requests", "cpu"), ("requests", "memory"), ("limits", "memory")):
                if not amount(given.get(kind, {}).get(what, 0)):
                    yield title(found), f"{container['name']} has no {what} in {kind}"
            if "cpu" in given.get("limits", {}):
                yield title(found), "has a CPU limit, which slows without protecting anybody"


def images(objects, facts):
    for found in workloads(objects):
        for container in containers(found):
            image = container["image"]
            tag = image.rpartition("/")[2].partition(":")[2]
            if "@sha256:" not in image and tag in ("", "latest"):
                yield title(found), f"{image} may be another one tomorrow"
            if program(container) and "@" not in image and tag != facts.version:
                yield title(found), f"{image} is not of version {facts.version}"
            if program(container) and not container["command"][0].startswith("/usr/bin/"):
                yield title(found), "names its program without a path"


def probes(objects, _):
    for found, container in servers(objects):
        health = setting(objects, container, "HEALTH_ADDRESS") or ""
        for kind, service in HEALTH_SERVICES.items():
            probe = container.get(kind, {}).get("grpc")
            if probe is None:
                yield title(found), f"has no {kind} by gRPC"
                continue
            if probe.get("service") != service:
                yield title(found), f"{kind} asks {probe.get('service')!r}, not {service!r}"
            if not health.endswith(f":{probe['port']}"):
                yield title(found), f"{kind} asks port {probe['port']}, health is at {health!r}"
    for found in of_kind(objects, "StatefulSet"):
        for kind in HEALTH_SERVICES:
            if kind not in template(found)["spec"]["containers"][0]:
                yield title(found), f"has no {kind}"


def endings(objects, _):
    for found, container in servers(objects):
        grace = template(found)["spec"].get("terminationGracePeriodSeconds", 30)
        needed = sum(seconds(setting(objects, container, name))
                     for name in ("DRAIN_DELAY", "DRAIN_GRACE"))
        if not setting(objects, container, "DRAIN_DELAY"):
            yield title(found), "does not wait for others to look elsewhere before it drains"
        if grace <= needed:
            yield title(found), f"is killed after {grace} s, and drains for {needed:.0f} s"
        if found["spec"].get("strategy", {}).get("rollingUpdate", {}).get("maxUnavailable") != 0:
            yield title(found), "takes a pod away before another one is ready"
        if not seconds(setting(objects, container, "MAX_CONNECTION_AGE")):
            yield title(found), "keeps connections for ever: new replicas stay idle"


def replicas(objects, _):
    for found in of_kind(objects, "Deployment", "StatefulSet"):
        scaled = [scaler for scaler in of_kind(objects, "HorizontalPodAutoscaler")
                  if scaler["spec"]["scaleTargetRef"] == {"apiVersion": "apps/v1",
                                                          "kind": found["kind"],
                                                          "name": found["metadata"]["name"]}]
        if scaled and "replicas" in found["spec"]:
            yield title(found), "says its replicas, which the autoscaler decides"
        count = scaled[0]["spec"].get("minReplicas", 1) if scaled else found["spec"].get(
            "replicas", 1)
        budgets = [budget for budget in of_kind(objects, "PodDisruptionBudget")
                   if selects(budget["spec"]["selector"], labels_of(template(found)))]
        if count > 1 and len(budgets) != 1:
            yield title(found), f"has {count} replicas and {len(budgets)} disruption budgets"
        if count > 1 and not template(found)["spec"].get("topologySpreadConstraints"):
            yield title(found), "may have all replicas on one node"
        if program(containers(found)[0]) and count < 2:
            yield title(found), "has one replica, which an update of a node takes away"
    for scaler in of_kind(objects, "HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        if named(objects, target["kind"], target["name"]) is None:
            yield title(scaler), "scales nothing"
    for budget in of_kind(objects, "PodDisruptionBudget"):
        if not any(selects(budget["spec"]["selector"], labels_of(template(found)))
                   for found in workloads(objects)):
            yield title(budget), "selects nothing"


def autoscaled(objects, _):
    scaled = {scaler["spec"]["scaleTargetRef"]["name"]
              for scaler in of_kind(objects, "HorizontalPodAutoscaler")}
    for found, container in servers(objects):
        if (program(container) != "sennight-event-store") != (found["metadata"]["name"] in scaled):
            yield title(found), "is scaled although it has a database, or not although it has none"


def service_ports(objects, _):
    for found in of_kind(objects, "Service"):
        selected = [workload for workload in workloads(objects)
                    if selects({"matchLabels": found["spec"].get("selector", {})},
                               labels_of(template(workload)))]
        if not found["spec"].get("selector") or len(selected) != 1:
            yield title(found), f"selects {len(selected)} workloads"
            continue
        by_number = ports_of(selected[0])
        by_name = {name: number for number, name in by_number.items()}
        for port in found["spec"]["ports"]:
            target = port.get("targetPort", port["port"])
            number = by_name.get(target) if isinstance(target, str) else target
            if number not in by_number:
                yield title(found), f"leads to port {target!r}, which no container has"
            elif number != port["port"]:
                yield title(found), f"shows port {number} as {port['port']}"
            if port["name"] == "grpc" and found["spec"].get("clusterIP") != "None":
                yield title(found), "is not headless: clients would stay with one replica"
            if port["name"] == "grpc" and "appProtocol" not in port:
                yield title(found), "does not say what it speaks"
    for found, container in servers(objects):
        for name, variable in (("grpc", "LISTEN_ADDRESS"), ("health", "HEALTH_ADDRESS"),
                               ("metrics", "METRICS_ADDRESS"), ("http", "HTTP_ADDRESS")):
            address = setting(objects, container, variable)
            number = next((n for n, called in ports_of(found).items() if called == name), None)
            if (address is None) != (number is None) or (
                    address and address != f"0.0.0.0:{number}"):
                yield title(found), f"{variable} is {address}, port {name} is {number}"


def upstreams(objects, _):
    for found, container in servers(objects):
        for variable, address in environment(objects, container).items():
            if re.search(r"_(EVENT_STORE|SUMMARIZATION|RENDERING)_ADDRESS$", variable):
                yield from _reaches(objects, found, variable, address)
                yield from _stays_known(objects, address)
    for found in of_kind(objects, "Job", "CronJob"):
        for container in containers(found):
            if program(container) == "sennight":
                address = environment(objects, container).get("SENNIGHT_ENDPOINT", "")
                yield from _reaches(objects, found, "SENNIGHT_ENDPOINT", address)


def _reaches(objects, found, variable, address):
    match = re.fullmatch(r"dns:///([-a-z0-9]+):(\d+)", address)
    if not match:
        yield title(found), f"{variable}={address} does not name all replicas"
        return
    service = named(objects, "Service", match[1])
    if service is None or int(match[2]) not in [port["port"] for port in service["spec"]["ports"]]:
        yield title(found), f"{variable}={address} leads nowhere"


def _stays_known(objects, address):
    """gRPC looks again for a name without addresses ever more seldom, up to every two minutes."""
    service = named(objects, "Service", re.sub(r"^dns:///|:\d+$", "", address))
    if service is not None and not service["spec"].get("publishNotReadyAddresses"):
        yield title(service), "has no address while none of its pods is ready"


def settings(objects, facts):
    """Every variable is a setting that the program knows, and no secret is in one."""
    for found in workloads(objects):
        for container in containers(found):
            name = program(container)
            if name is None:
                continue
            known = facts.settings.get(name) if facts.settings else None
            for variable in environment(objects, container):
                ours = variable.startswith("SENNIGHT_")
                if ours and known is not None and variable not in known:
                    yield title(found), f"{name} knows no {variable}"
                if SECRET_SETTINGS.search(variable):
                    yield title(found), f"{variable} is a secret: give it in a file"
            for source in container.get("envFrom", []):
                if "secretRef" in source:
                    yield title(found), "has a secret in its variables"
            for variable in container.get("env", []):
                if "secretKeyRef" in variable.get("valueFrom", {}):
                    yield title(found), "has a secret in its variables"


def protection(objects, _):
    """Each server speaks TLS or was told not to, and not both."""
    for found, container in servers(objects):
        tls = setting(objects, container, "TLS_CERTIFICATE")
        insecure = setting(objects, container, "INSECURE") == "true"
        if bool(tls) == insecure:
            yield title(found), "says neither how it is protected nor that it is not, or both"
        authority = setting(objects, container, "TLS_CLIENT_CA")
        tokens = setting(objects, container, "TOKEN_FILE")
        if tls and not (authority or tokens):
            yield title(found), "lets everybody in"


def files(objects, _):
    """What a setting names below /run/secrets is mounted."""
    for found in workloads(objects):
        for container in containers(found):
            mounts = [mount["mountPath"] for mount in container.get("volumeMounts", [])]
            for variable, value in environment(objects, container).items():
                if value.startswith("/run/secrets/") and value.rpartition("/")[0] not in mounts:
                    yield title(found), f"{variable}={value} is not mounted"


def references(objects, facts):
    """What is referred to is there, or is documented to be made beforehand."""
    for found in workloads(objects):
        wanted = [("ConfigMap", source["configMapRef"]["name"])
                  for container in containers(found) for source in container.get("envFrom", [])
                  if "configMapRef" in source]
        for volume in template(found)["spec"].get("volumes", []):
            for source in volume.get("projected", {}).get("sources", []) + [volume]:
                if "configMap" in source:
                    wanted.append(("ConfigMap", source["configMap"]["name"]))
                if "secret" in source:
                    secret = source["secret"]
                    wanted.append(("Secret", secret.get("secretName") or secret.get("name")))
                    if source is volume and secret.get("defaultMode") != 0o440:
                        yield title(found), "has a secret that everybody may read"
        for kind, name in wanted:
            if named(objects, kind, name) is None and not (
                    kind == "Secret" and name in facts.documented):
                yield title(found), f"refers to {kind} {name}, which is neither there nor documented"
    used = str([template(found) for found in workloads(objects)])
    for found in of_kind(objects, "ConfigMap"):
        if f"'{found['metadata']['name']}'" not in used:
            yield title(found), "is used by nobody"


def cron_jobs(objects, _):
    for found in of_kind(objects, "CronJob"):
        if found["spec"].get("concurrencyPolicy") != "Forbid":
            yield title(found), "may run twice at once"
        if "timeZone" not in found["spec"]:
            yield title(found), "leaves its time zone to the cluster"
    for found in of_kind(objects, "Job"):
        if "ttlSecondsAfterFinished" not in found["spec"]:
            yield title(found), "stays, and stands in the way of the next version's"


def migrations(objects, _):
    jobs = [container for found in of_kind(objects, "Job") for container in containers(found)
            if "--migrate-only" in container.get("args", [])]
    for found, container in servers(objects):
        if program(container) != "sennight-event-store":
            continue
        if setting(objects, container, "MIGRATE") != "false":
            yield title(found), "migrates, which is the Job's work"
        if len(jobs) != 1 or jobs[0]["image"] != container["image"]:
            yield title(found), "has no migration of the same version"


RULES = (restricted, namespaces, accounts, resources, images, probes, endings, replicas, autoscaled,
         service_ports, upstreams, settings, protection, files, references, cron_jobs, migrations)
