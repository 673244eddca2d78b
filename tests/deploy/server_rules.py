"""What a Kubernetes API server refuses although the schema of the object lets it pass.

Each rule takes all objects of an installation and yields findings: (title of the object, what is
wrong). The limits are those of Kubernetes' own validation.
"""

import base64
import ipaddress
import re
import zoneinfo

from objects import containers, labels_of, of_kind, selects, template, title, workloads

LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
QUALIFIED = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
PORT_NAME = re.compile(r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?")
VARIABLE = re.compile(r"[A-Za-z_.-][A-Za-z0-9_.-]*")
QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?)(m|k|Ki|M|Mi|G|Gi|T|Ti|)")
SCALES = {"m": 1e-3, "": 1, "k": 1e3, "Ki": 2**10, "M": 1e6, "Mi": 2**20, "G": 1e9, "Gi": 2**30,
          "T": 1e12, "Ti": 2**40}
CRON = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))


def amount(quantity):
    """Returns a quantity as a number, or None if it is none."""
    match = QUANTITY.fullmatch(str(quantity))
    return float(match[1]) * SCALES[match[2]] if match else None


def names(objects):
    seen = set()
    for found in objects:
        name = found.get("metadata", {}).get("name", "")
        label = found["kind"] in ("Service", "Namespace")
        if not (LABEL if label else SUBDOMAIN).fullmatch(name) or len(name) > 253:
            yield title(found), f"the name {name!r} is not one"
        if found["kind"] == "CronJob" and len(name) > 52:
            yield title(found), "the name of a CronJob has at most 52 characters"
        if (found["kind"], name) in seen:
            yield title(found), "is there twice"
        seen.add((found["kind"], name))


def _key_is_valid(key):
    prefix, slash, name = key.rpartition("/")
    return bool(QUALIFIED.fullmatch(name)) and (not slash or bool(SUBDOMAIN.fullmatch(prefix)))


def labels(objects):
    for found in objects:
        parts = [found.get("metadata", {})]
        if found in workloads(objects):
            parts.append(template(found).get("metadata", {}))
        for part in parts:
            for key, value in part.get("labels", {}).items():
                if not _key_is_valid(key):
                    yield title(found), f"{key!r} is no key of a label"
                if not isinstance(value, str) or (value and not QUALIFIED.fullmatch(value)):
                    yield title(found), f"{value!r} is no value of a label"
            for key, value in part.get("annotations", {}).items():
                if not _key_is_valid(key) or not isinstance(value, str):
                    yield title(found), f"{key!r}: {value!r} is no annotation"


def selectors(objects):
    for found in of_kind(objects, "Deployment", "StatefulSet"):
        selector = found["spec"].get("selector") or {}
        if not selector.get("matchLabels") and not selector.get("matchExpressions"):
            yield title(found), "selects everything"
        elif not selects(selector, labels_of(template(found))):
            yield title(found), "does not select its own pods"


def pods(objects):
    for found in workloads(objects):
        spec = template(found)["spec"]
        wanted = ("Always", None) if found["kind"] in ("Deployment", "StatefulSet") else (
            "Never", "OnFailure")
        if spec.get("restartPolicy") not in wanted:
            yield title(found), f"restartPolicy {spec.get('restartPolicy')} does not go here"
        volumes = [volume["name"] for volume in spec.get("volumes", [])]
        for volume in spec.get("volumes", []):
            if len(volume) != 2 or not LABEL.fullmatch(volume["name"]):
                yield title(found), f"volume {volume['name']!r} has not exactly one source"
        called = [container["name"] for container in containers(found)]
        for name in {name for name in volumes + called
                     if volumes.count(name) > 1 or called.count(name) > 1}:
            yield title(found), f"{name!r} is there twice"
        ports, port_names = [], []
        for container in containers(found):
            yield from _container(found, container, volumes)
            ports += [(port["containerPort"], port.get("protocol"))
                      for port in container.get("ports", [])]
            port_names += [port["name"] for port in container.get("ports", []) if "name" in port]
        if len(set(ports)) < len(ports) or len(set(port_names)) < len(port_names):
            yield title(found), "a port is there twice"
        for constraint in spec.get("topologySpreadConstraints", []):
            keys = set(constraint.get("matchLabelKeys", []))
            if keys & set(constraint["labelSelector"].get("matchLabels", {})):
                yield title(found), "a spread names a label twice"
            if constraint["maxSkew"] < 1 or constraint["whenUnsatisfiable"] not in (
                    "ScheduleAnyway", "DoNotSchedule"):
                yield title(found), "a spread is not one"


def _container(found, container, volumes):
    name = f"{title(found)}, {container['name']}"
    if not LABEL.fullmatch(container["name"]):
        yield name, "is no name of a container"
    if not container.get("image"):
        yield name, "has no image"
    if container.get("imagePullPolicy") not in ("Always", "IfNotPresent", "Never", None):
        yield name, "has no such pull policy"
    for port in container.get("ports", []):
        if not 0 < port["containerPort"] < 65536:
            yield name, f"{port['containerPort']} is no port"
        if "name" in port and not PORT_NAME.fullmatch(port["name"]):
            yield name, f"{port['name']!r} is no name of a port"
    paths = [mount["mountPath"] for mount in container.get("volumeMounts", [])]
    for mount in container.get("volumeMounts", []):
        if mount["name"] not in volumes:
            yield name, f"mounts {mount['name']!r}, which is no volume"
        if paths.count(mount["mountPath"]) > 1:
            yield name, f"mounts {mount['mountPath']} twice"
    for variable in container.get("env", []):
        if not VARIABLE.fullmatch(variable["name"]):
            yield name, f"{variable['name']!r} is no name of a variable"
        if "value" in variable and not isinstance(variable["value"], str):
            yield name, f"{variable['name']} is no text"
    resources = container.get("resources", {})
    for kind in ("requests", "limits"):
        for what, quantity in resources.get(kind, {}).items():
            if amount(quantity) is None:
                yield name, f"{quantity!r} is no quantity"
            elif what == "memory" and str(quantity).endswith("m"):
                yield name, f"{quantity!r} of memory is less than a byte"
    for what, limit in resources.get("limits", {}).items():
        request = resources.get("requests", {}).get(what, limit)
        if (amount(request) or 0) > (amount(limit) or 0):
            yield name, f"requests more {what} than its limit"
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        yield from _probe(name, probe, container.get(probe))


def _probe(name, kind, probe):
    if probe is None:
        return
    ways = [way for way in ("exec", "grpc", "httpGet", "tcpSocket") if way in probe]
    if len(ways) != 1:
        yield name, f"{kind} wants exactly one of exec, grpc, httpGet, tcpSocket"
    for number in ("periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold"):
        if probe.get(number, 1) < 1:
            yield name, f"{kind}: {number} is at least 1"
    if kind != "readinessProbe" and probe.get("successThreshold", 1) != 1:
        yield name, f"{kind}: successThreshold is 1"
    if "grpc" in probe and not 0 < probe["grpc"]["port"] < 65536:
        yield name, f"{kind}: {probe['grpc']['port']} is no port"


def jobs(objects):
    for found in of_kind(objects, "Job", "CronJob"):
        spec = found["spec"]
        job = spec["jobTemplate"]["spec"] if found["kind"] == "CronJob" else spec
        pod = job["template"]["spec"]
        if "selector" in job or "manualSelector" in job:
            yield title(found), "the selector of a Job is made by the server"
        if "podFailurePolicy" in job:
            if pod.get("restartPolicy") != "Never":
                yield title(found), "podFailurePolicy wants restartPolicy Never"
            for rule in job["podFailurePolicy"]["rules"]:
                codes = rule.get("onExitCodes", {})
                if codes.get("containerName") not in [c["name"] for c in pod["containers"]]:
                    yield title(found), "podFailurePolicy names no container of the Job"
                if codes.get("operator") == "In" and 0 in codes.get("values", []):
                    yield title(found), "podFailurePolicy takes success for a failure"
        for number in ("backoffLimit", "ttlSecondsAfterFinished"):
            if job.get(number, 0) < 0:
                yield title(found), f"{number} is below zero"


def cron_jobs(objects):
    for found in of_kind(objects, "CronJob"):
        spec = found["spec"]
        fields = spec["schedule"].split()
        if len(fields) != 5 or not all(_cron_field(field, *bounds)
                                       for field, bounds in zip(fields, CRON)):
            yield title(found), f"{spec['schedule']!r} is no schedule"
        if "timeZone" in spec and spec["timeZone"] not in zoneinfo.available_timezones():
            yield title(found), f"{spec['timeZone']!r} is no time zone"
        if spec.get("concurrencyPolicy") not in ("Allow", "Forbid", "Replace", None):
            yield title(found), "has no such concurrencyPolicy"


def _cron_field(field, least, most):
    for part in field.split(","):
        match = re.fullmatch(r"(\*|\d+)(?:-(\d+))?(?:/(\d+))?", part)
        if not match or (match[1] == "*" and match[2]) or match[3] == "0":
            return False
        ends = [int(end) for end in match.group(1, 2) if end and end != "*"]
        if any(not least <= end <= most for end in ends) or ends != sorted(ends):
            return False
    return True


def disruption_budgets(objects):
    for found in of_kind(objects, "PodDisruptionBudget"):
        given = [found["spec"][key] for key in ("minAvailable", "maxUnavailable")
                 if key in found["spec"]]
        if len(given) != 1:
            yield title(found), "wants one of minAvailable and maxUnavailable"
        for value in given:
            if isinstance(value, int) and value >= 0:
                continue
            if not re.fullmatch(r"(\d{1,2}|100)%", str(value)):
                yield title(found), f"{value!r} is neither a number nor a percentage"


def autoscalers(objects):
    for found in of_kind(objects, "HorizontalPodAutoscaler"):
        spec = found["spec"]
        if spec["maxReplicas"] < 1 or not 1 <= spec.get("minReplicas", 1) <= spec["maxReplicas"]:
            yield title(found), "wants 1 <= minReplicas <= maxReplicas"
        for metric in spec.get("metrics", []):
            if metric["type"] == "Resource" and (
                    metric["resource"]["target"].get("averageUtilization", 1) < 1):
                yield title(found), "averageUtilization is at least 1"


def services(objects):
    for found in of_kind(objects, "Service"):
        ports = found["spec"].get("ports", [])
        called = [port.get("name") for port in ports]
        if len(ports) > 1 and (None in called or len(set(called)) < len(called)):
            yield title(found), "several ports want names of their own"
        for port in ports:
            if not 0 < port["port"] < 65536:
                yield title(found), f"{port['port']} is no port"
            target = port.get("targetPort", port["port"])
            if isinstance(target, str) and not PORT_NAME.fullmatch(target):
                yield title(found), f"{target!r} is no name of a port"
            if "appProtocol" in port and not _key_is_valid(port["appProtocol"]):
                yield title(found), f"{port['appProtocol']!r} is no protocol"


def network_policies(objects):
    for found in of_kind(objects, "NetworkPolicy"):
        spec = found["spec"]
        if set(spec.get("policyTypes", [])) - {"Ingress", "Egress"}:
            yield title(found), "has no such policyTypes"
        for rule in spec.get("ingress", []) + spec.get("egress", []):
            for peer in rule.get("from", []) + rule.get("to", []):
                if not peer or ("ipBlock" in peer and len(peer) > 1):
                    yield title(found), "a peer is pods and namespaces, or addresses"
                if "ipBlock" in peer and not _is_network(peer["ipBlock"]["cidr"]):
                    yield title(found), f"{peer['ipBlock']['cidr']!r} is no network"
                for key in ("podSelector", "namespaceSelector"):
                    for expression in (peer.get(key) or {}).get("matchExpressions", []):
                        if (expression["operator"] in ("In", "NotIn")) != bool(
                                expression.get("values")):
                            yield title(found), "values go with In and NotIn"
            for port in rule.get("ports", []):
                if port.get("protocol", "TCP") not in ("TCP", "UDP", "SCTP"):
                    yield title(found), "has no such protocol"
                if isinstance(port.get("port"), int) and not 0 < port["port"] < 65536:
                    yield title(found), f"{port['port']} is no port"


def _is_network(cidr):
    try:
        ipaddress.ip_network(cidr)
    except ValueError:
        return False
    return True


def rollouts(objects):
    for found in of_kind(objects, "Deployment"):
        spec = found["spec"]
        update = spec.get("strategy", {}).get("rollingUpdate", {})
        if update.get("maxSurge") in (0, "0%") and update.get("maxUnavailable") in (0, "0%"):
            yield title(found), "neither adds nor takes away pods: it never rolls out"
        if spec.get("minReadySeconds", 0) >= spec.get("progressDeadlineSeconds", 600):
            yield title(found), "minReadySeconds is not below progressDeadlineSeconds"
        if spec.get("replicas", 1) < 0:
            yield title(found), "replicas is below zero"


def contents(objects):
    for found in of_kind(objects, "ConfigMap", "Secret"):
        for key, value in {**(found.get("data") or {}), **(found.get("stringData") or {})}.items():
            if not re.fullmatch(r"[-._a-zA-Z0-9]{1,253}", key) or not isinstance(value, str):
                yield title(found), f"{key!r} is no entry"
        if found["kind"] == "Secret":
            for key, value in (found.get("data") or {}).items():
                try:
                    base64.b64decode("".join(value.split()), validate=True)
                except ValueError:
                    yield title(found), f"{key!r} is not in base64"


RULES = (names, labels, selectors, pods, jobs, cron_jobs, disruption_budgets, autoscalers, services,
         network_policies, rollouts, contents)
