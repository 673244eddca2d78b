"""Each rule finds what it is for: a good installation is spoilt in one place at a time."""

import copy
import dataclasses
import os
import pathlib
import unittest

import house_rules
import network_rules
import objects
import server_rules
from test_installations import findings_of, schema_findings

GOOD = objects.load((pathlib.Path(os.environ["SENNIGHT_RENDERED"]) / "try-out.yaml").read_text())
FACTS = house_rules.Facts(
    version=objects.named(GOOD, "Deployment", "gateway")["spec"]["template"]["spec"]["containers"][
        0]["image"].partition(":")[2], settings=None, documented=set())

SERVERS = ["event-store", "gateway", "rendering", "summarization"]


def config_map(prefix):
    return next(found["metadata"]["name"] for found in objects.of_kind(GOOD, "ConfigMap")
                if found["metadata"]["name"].startswith(prefix + "-"))


# Where to spoil: kind, name, and the path below the object. An index in a path is a number.
POD = ("spec", "template", "spec")
CONTAINER = (*POD, "containers", 0)
JOB_POD = ("spec", "jobTemplate", "spec", "template", "spec")
GATEWAY = ("Deployment", "gateway")
STORE = ("Deployment", "event-store")
DIGEST = ("CronJob", "weekly-digest")
MIGRATION = ("Job", "migration")
SETTINGS = ("ConfigMap", config_map("gateway"))
STORE_SETTINGS = ("ConfigMap", config_map("event-store"))
DELETE = object()


def spoilt(changes, base=GOOD):
    """Returns a copy of the installation with values set, or deleted, at paths."""
    everything = copy.deepcopy(base)
    for kind, name, path, value in changes:
        found = objects.named(everything, kind, name)
        if not path:
            everything.remove(found)
            continue
        at = found
        for step in path[:-1]:
            at = at[step] if isinstance(step, int) else at.setdefault(step, {})
        if value is DELETE:
            del at[path[-1]]
        elif isinstance(value, list) and value and value[0] is list.append:
            at[path[-1]] = at.get(path[-1], []) + value[1:]
        else:
            at[path[-1]] = value
    return everything


def more(*items):
    """As a value of `spoilt`: these are appended to the list that is there."""
    return [list.append, *items]


def case(where, path, value):
    return [(*where, path, value)]


SCHEMA_CASES = {
    "an unknown field": case(GATEWAY, ("spec", "replica"), 2),
    "an unknown field of a container": case(GATEWAY, (*CONTAINER, "readinesProbe"), {}),
    "a text for a number": case(GATEWAY, ("spec", "minReadySeconds"), "5"),
    "a name for the port of a gRPC probe": case(
        GATEWAY, (*CONTAINER, "livenessProbe", "grpc", "port"), "health"),
    "a number for a variable": case(SETTINGS, ("data", "SENNIGHT_GATEWAY_QUEUE"), 5),
    "a quantity that is none": case(
        GATEWAY, (*CONTAINER, "resources", "requests", "cpu"), "250mm"),
    "a removed version": case(("PodDisruptionBudget", "gateway"), ("apiVersion",),
                              "policy/v1beta1"),
    "a missing selector": case(GATEWAY, ("spec", "selector"), DELETE),
}

SERVER_CASES = {
    "names": {
        "a name with an underscore": case(GATEWAY, ("metadata", "name"), "gate_way"),
        "a Service with a dot": case(("Service", "gateway"), ("metadata", "name"), "gate.way"),
        "a long name of a CronJob": case(DIGEST, ("metadata", "name"), "w" * 53),
        "the same object twice": case(STORE, ("metadata", "name"), "gateway"),
    },
    "labels": {
        "a key with two slashes": case(GATEWAY, ("metadata", "labels", "a/b/c"), "x"),
        "a value with a space": case(GATEWAY, ("metadata", "labels", "a"), "x y"),
        "a value too long": case(GATEWAY, ("metadata", "labels", "a"), "x" * 64),
        "a truth value": case(GATEWAY, ("spec", "template", "metadata", "labels", "a"), True),
        "an annotation that is a number": case(GATEWAY, ("metadata", "annotations"), {"a": 7191}),
    },
    "selectors": {
        "others' pods": case(GATEWAY, ("spec", "selector", "matchLabels"), {"a": "b"}),
        "everything": case(GATEWAY, ("spec", "selector"), {}),
    },
    "pods": {
        "a Deployment that ends": case(GATEWAY, (*POD, "restartPolicy"), "Never"),
        "a Job that never ends": case(MIGRATION, (*POD, "restartPolicy"), "Always"),
        "a volume of two kinds": case(STORE, (*POD, "volumes", 0, "emptyDir"), {}),
        "a volume without a source": case(STORE, (*POD, "volumes"), [{"name": "database"}]),
        "a mount of nothing": case(STORE, (*POD, "volumes"), []),
        "a port out of range": case(GATEWAY, (*CONTAINER, "ports"), [{"containerPort": 99464}]),
        "a long name of a port": case(
            GATEWAY, (*CONTAINER, "ports"), [{"containerPort": 1, "name": "a-port-of-the-gateway"}]),
        "a port twice": case(GATEWAY, (*CONTAINER, "ports"), more({"containerPort": 7100})),
        "a pull policy that is none": case(GATEWAY, (*CONTAINER, "imagePullPolicy"), "Sometimes"),
        "no image": case(GATEWAY, (*CONTAINER, "image"), ""),
        "a probe by nothing": case(GATEWAY, (*CONTAINER, "livenessProbe", "grpc"), DELETE),
        "a probe by two ways": case(
            GATEWAY, (*CONTAINER, "livenessProbe", "tcpSocket"), {"port": 7190}),
        "a probe without a pause": case(GATEWAY, (*CONTAINER, "livenessProbe", "periodSeconds"), 0),
        "liveness by two successes": case(
            GATEWAY, (*CONTAINER, "livenessProbe", "successThreshold"), 2),
        "a request over its limit": case(
            GATEWAY, (*CONTAINER, "resources", "requests", "memory"), "4Gi"),
        "memory in thousandths": case(
            GATEWAY, (*CONTAINER, "resources", "limits", "memory"), "1000m"),
        "a variable that is none": case(
            GATEWAY, (*CONTAINER, "env"), [{"name": "A B", "value": ""}]),
        "a spread over a label twice": case(
            GATEWAY, (*POD, "topologySpreadConstraints", 0, "matchLabelKeys"),
            ["app.kubernetes.io/part-of"]),
        "a skew of nothing": case(
            GATEWAY, (*POD, "topologySpreadConstraints", 0, "maxSkew"), 0),
    },
    "jobs": {
        "a failure policy of a Job that restarts": case(
            MIGRATION, (*POD, "restartPolicy"), "OnFailure"),
        "a failure policy for another container": case(
            MIGRATION, ("spec", "podFailurePolicy", "rules", 0, "onExitCodes", "containerName"), "x"),
        "success as a failure": case(
            MIGRATION, ("spec", "podFailurePolicy", "rules", 0, "onExitCodes", "values"), [0]),
        "a selector": case(MIGRATION, ("spec", "selector"), {}),
        "a time to live below zero": case(MIGRATION, ("spec", "ttlSecondsAfterFinished"), -1),
    },
    "cron_jobs": {
        "minute 61": case(DIGEST, ("spec", "schedule"), "61 6 * * 1"),
        "day 7 of the week": case(DIGEST, ("spec", "schedule"), "30 6 * * 7"),
        "four fields": case(DIGEST, ("spec", "schedule"), "30 6 * *"),
        "a range backwards": case(DIGEST, ("spec", "schedule"), "30 6-2 * * 1"),
        "a step of nothing": case(DIGEST, ("spec", "schedule"), "*/0 6 * * 1"),
        "a zone that is none": case(DIGEST, ("spec", "timeZone"), "Asia/Peking"),
        "a policy that is none": case(DIGEST, ("spec", "concurrencyPolicy"), "Never"),
    },
    "disruption_budgets": {
        "x%": case(("PodDisruptionBudget", "gateway"), ("spec", "maxUnavailable"), "x%"),
        "both": case(("PodDisruptionBudget", "gateway"), ("spec", "minAvailable"), 1),
        "neither": case(("PodDisruptionBudget", "gateway"), ("spec", "maxUnavailable"), DELETE),
        "below zero": case(("PodDisruptionBudget", "gateway"), ("spec", "maxUnavailable"), -1),
    },
    "autoscalers": {
        "no replica": case(("HorizontalPodAutoscaler", "gateway"), ("spec", "maxReplicas"), 0),
        "more at least than at most": case(
            ("HorizontalPodAutoscaler", "gateway"), ("spec", "minReplicas"), 9),
        "no use": case(("HorizontalPodAutoscaler", "gateway"),
                       ("spec", "metrics", 0, "resource", "target", "averageUtilization"), 0),
    },
    "services": {
        "port 0": case(("Service", "gateway"), ("spec", "ports", 0, "port"), 0),
        "two ports without names": case(
            ("Service", "gateway"), ("spec", "ports"), [{"port": 1}, {"port": 2}]),
        "a target that is no name": case(
            ("Service", "gateway"), ("spec", "ports", 0, "targetPort"), "G_RPC"),
        "a protocol that is none": case(
            ("Service", "gateway"), ("spec", "ports", 0, "appProtocol"), "h2c/kubernetes/io"),
    },
    "network_policies": {
        "a direction that is none": case(
            ("NetworkPolicy", "gateway"), ("spec", "policyTypes"), ["Inward"]),
        "a network that is none": case(
            ("NetworkPolicy", "dns"), ("spec", "egress", 0, "to", 1, "ipBlock", "cidr"), "10.0.0/8"),
        "addresses and pods": case(
            ("NetworkPolicy", "dns"), ("spec", "egress", 0, "to", 1, "podSelector"), {}),
        "a peer that is nobody": case(("NetworkPolicy", "dns"), ("spec", "egress", 0, "to"), [{}]),
        "a protocol that is none": case(
            ("NetworkPolicy", "dns"), ("spec", "egress", 0, "ports", 0, "protocol"), "QUIC"),
        "port 70000": case(
            ("NetworkPolicy", "dns"), ("spec", "egress", 0, "ports", 0, "port"), 70000),
        "In without values": case(
            ("NetworkPolicy", "database"), ("spec", "ingress", 0, "from", 0, "podSelector",
                                            "matchExpressions", 0, "values"), []),
    },
    "rollouts": {
        "neither more nor fewer": case(
            GATEWAY, ("spec", "strategy", "rollingUpdate", "maxSurge"), 0),
        "ready later than late": case(GATEWAY, ("spec", "minReadySeconds"), 300),
        "fewer than none": case(STORE, ("spec", "replicas"), -1),
    },
    "contents": {
        "a key with a slash": case(SETTINGS, ("data", "a/b"), "x"),
        "a secret that is not in base64": [
            ("Secret", next(found["metadata"]["name"]
                            for found in objects.of_kind(GOOD, "Secret")), ("data", "password"), "?")],
    },
}

HOUSE_CASES = {
    "restricted": {
        "root": case(GATEWAY, (*POD, "securityContext", "runAsNonRoot"), False),
        "user 0": case(GATEWAY, (*POD, "securityContext", "runAsUser"), 0),
        "no seccomp": case(GATEWAY, (*POD, "securityContext", "seccompProfile"), DELETE),
        "escalation": case(
            GATEWAY, (*CONTAINER, "securityContext", "allowPrivilegeEscalation"), DELETE),
        "capabilities": case(GATEWAY, (*CONTAINER, "securityContext", "capabilities"), DELETE),
        "a root to write to": case(
            GATEWAY, (*CONTAINER, "securityContext", "readOnlyRootFilesystem"), False),
        "root in one container": case(GATEWAY, (*CONTAINER, "securityContext", "runAsUser"), 0),
        "a path of the node": case(
            GATEWAY, (*POD, "volumes"), [{"name": "x", "hostPath": {"path": "/"}}]),
        "the node's network": case(GATEWAY, (*POD, "hostNetwork"), True),
        "a port of the node": case(GATEWAY, (*CONTAINER, "ports", 0, "hostPort"), 80),
        "in a CronJob": case(DIGEST, (*JOB_POD, "containers", 0, "securityContext"), {}),
        "in what runs first": case(
            ("StatefulSet", "database"), (*POD, "initContainers", 0, "securityContext"), {}),
    },
    "namespaces": {
        "nothing enforced": case(("Namespace", "sennight"), ("metadata", "labels"), {}),
        "another namespace": case(GATEWAY, ("metadata", "namespace"), "default"),
    },
    "accounts": {
        "a token in the pod": case(GATEWAY, (*POD, "automountServiceAccountToken"), DELETE),
        "a token of the account": case(
            ("ServiceAccount", "gateway"), ("automountServiceAccountToken",), True),
        "no account": case(("ServiceAccount", "gateway"), (), None),
        "variables for Services": case(GATEWAY, (*POD, "enableServiceLinks"), DELETE),
    },
    "resources": {
        "no memory limit": case(GATEWAY, (*CONTAINER, "resources", "limits"), DELETE),
        "no request": case(DIGEST, (*JOB_POD, "containers", 0, "resources", "requests"), DELETE),
        "a CPU limit": case(GATEWAY, (*CONTAINER, "resources", "limits", "cpu"), "1"),
    },
    "images": {
        "latest": case(("StatefulSet", "database"), (*CONTAINER, "image"), "postgres:latest"),
        "no tag": case(("StatefulSet", "database"), (*CONTAINER, "image"), "host:5000/postgres"),
        "another version": case(GATEWAY, (*CONTAINER, "image"), "sennight:0.0.9"),
        "a program to be searched": case(GATEWAY, (*CONTAINER, "command"), ["sennight-gateway"]),
    },
    "probes": {
        "no liveness": case(GATEWAY, (*CONTAINER, "livenessProbe"), DELETE),
        "no startup": case(STORE, (*CONTAINER, "startupProbe"), DELETE),
        "liveness that looks at the database": case(
            STORE, (*CONTAINER, "livenessProbe", "grpc", "service"), "readiness"),
        "the port of TLS": case(
            GATEWAY, (*CONTAINER, "readinessProbe", "grpc", "port"), 7100),
        "a health address elsewhere": case(
            SETTINGS, ("data", "SENNIGHT_GATEWAY_HEALTH_ADDRESS"), "0.0.0.0:7195"),
        "a database that nobody asks": case(
            ("StatefulSet", "database"), (*CONTAINER, "livenessProbe"), DELETE),
    },
    "endings": {
        "too little time": case(GATEWAY, (*POD, "terminationGracePeriodSeconds"), 35),
        "too long a drain": case(SETTINGS, ("data", "SENNIGHT_GATEWAY_DRAIN_GRACE"), "1m"),
        "no delay": case(SETTINGS, ("data", "SENNIGHT_GATEWAY_DRAIN_DELAY"), DELETE),
        "a pod less": case(
            GATEWAY, ("spec", "strategy", "rollingUpdate", "maxUnavailable"), 1),
        "eternal connections": case(
            STORE_SETTINGS, ("data", "SENNIGHT_EVENT_STORE_MAX_CONNECTION_AGE"), "0s"),
    },
    "replicas": {
        "no budget": case(("PodDisruptionBudget", "event-store"), (), None),
        "no budget of a scaled one": case(("PodDisruptionBudget", "gateway"), (), None),
        "a budget of nothing": case(
            ("PodDisruptionBudget", "gateway"), ("spec", "selector", "matchLabels"), {"a": "b"}),
        "replicas against the autoscaler": case(GATEWAY, ("spec", "replicas"), 3),
        "one replica": case(STORE, ("spec", "replicas"), 1),
        "no spread": case(GATEWAY, (*POD, "topologySpreadConstraints"), DELETE),
        "an autoscaler of nothing": case(
            ("HorizontalPodAutoscaler", "gateway"), ("spec", "scaleTargetRef", "name"), "x"),
    },
    "autoscaled": {
        "no autoscaler": case(("HorizontalPodAutoscaler", "rendering"), (), None),
        "the event store": case(("HorizontalPodAutoscaler", "rendering"),
                                ("spec", "scaleTargetRef", "name"), "event-store"),
    },
    "service_ports": {
        "selects nothing": case(("Service", "gateway"), ("spec", "selector"), {"a": "b"}),
        "selects everything": case(("Service", "gateway"), ("spec", "selector"),
                                   {"app.kubernetes.io/part-of": "sennight"}),
        "no such port": case(("Service", "gateway"), ("spec", "ports", 0, "targetPort"), "grcp"),
        "another number": case(("Service", "gateway"), ("spec", "ports", 0, "port"), 80),
        "not headless": case(("Service", "rendering"), ("spec", "clusterIP"), DELETE),
        "a listener elsewhere": case(
            SETTINGS, ("data", "SENNIGHT_GATEWAY_LISTEN_ADDRESS"), "0.0.0.0:7000"),
        "a listener for itself": case(
            SETTINGS, ("data", "SENNIGHT_GATEWAY_LISTEN_ADDRESS"), "127.0.0.1:7100"),
        "no metrics": case(SETTINGS, ("data", "SENNIGHT_GATEWAY_METRICS_ADDRESS"), DELETE),
    },
    "upstreams": {
        "a name that is lost": case(("Service", "event-store"),
                                    ("spec", "publishNotReadyAddresses"), DELETE),
        "another port": case(SETTINGS, ("data", "SENNIGHT_GATEWAY_RENDERING_ADDRESS"),
                             "dns:///rendering:7102"),
        "nobody": case(SETTINGS, ("data", "SENNIGHT_GATEWAY_RENDERING_ADDRESS"),
                       "dns:///renderer:7103"),
        "one replica only": case(SETTINGS, ("data", "SENNIGHT_GATEWAY_RENDERING_ADDRESS"),
                                 "rendering:7103"),
        "no endpoint": case(DIGEST, (*JOB_POD, "containers", 0, "envFrom"), []),
    },
    "settings": {
        "a secret in a variable": case(
            GATEWAY, (*CONTAINER, "envFrom"), more({"secretRef": {"name": "x"}})),
        "a key of a secret in a variable": case(GATEWAY, (*CONTAINER, "env"), [
            {"name": "X", "valueFrom": {"secretKeyRef": {"name": "x", "key": "x"}}}]),
        "a connection string": case(
            STORE_SETTINGS, ("data", "SENNIGHT_EVENT_STORE_DATABASE"), "host=database"),
    },
    "protection": {
        "nothing said": case(SETTINGS, ("data", "SENNIGHT_GATEWAY_INSECURE"), DELETE),
        "both said": case(SETTINGS, ("data", "SENNIGHT_GATEWAY_TLS_CERTIFICATE"), "/x/tls.crt"),
        "everybody": [(*SETTINGS, ("data", "SENNIGHT_GATEWAY_INSECURE"), DELETE),
                      (*SETTINGS, ("data", "SENNIGHT_GATEWAY_TLS_CERTIFICATE"), "/x/tls.crt")],
    },
    "files": {
        "not mounted": case(STORE_SETTINGS, ("data", "SENNIGHT_EVENT_STORE_DATABASE_FILE"),
                            "/run/secrets/sennight/other/connection"),
    },
    "references": {
        "no ConfigMap": case(SETTINGS, (), None),
        "no Secret": case(STORE, (*POD, "volumes", 0, "secret", "secretName"), "x"),
        "a Secret for everybody": case(
            STORE, (*POD, "volumes", 0, "secret", "defaultMode"), 0o444),
        "a ConfigMap for nobody": case(GATEWAY, (*CONTAINER, "envFrom"), []),
    },
    "cron_jobs": {
        "twice at once": case(DIGEST, ("spec", "concurrencyPolicy"), "Allow"),
        "no zone": case(DIGEST, ("spec", "timeZone"), DELETE),
        "a Job that stays": case(MIGRATION, ("spec", "ttlSecondsAfterFinished"), DELETE),
    },
    "migrations": {
        "by the service": case(STORE_SETTINGS, ("data", "SENNIGHT_EVENT_STORE_MIGRATE"), "true"),
        "by nobody": case(MIGRATION, (), None),
        "of another version": case(MIGRATION, (*CONTAINER, "image"), "sennight:0.0.9"),
    },
}

NETWORK_CASES = {
    "default_deny": {
        "open by default": case(("NetworkPolicy", "default-deny"), (), None),
        "open for leaving": case(
            ("NetworkPolicy", "default-deny"), ("spec", "policyTypes"), ["Ingress"]),
        "a workload without a policy": case(
            GATEWAY, ("spec", "template", "metadata", "labels"), {"a": "b"}),
    },
    "selected": {
        "a policy for nobody": case(
            ("NetworkPolicy", "rendering"), ("spec", "podSelector", "matchLabels"), {"a": "b"}),
    },
    "arrows": {
        "a closed door": case(("NetworkPolicy", "rendering"), ("spec", "ingress"), []),
        "a closed way": case(("NetworkPolicy", "gateway"), ("spec", "egress"), []),
        "another port": case(
            ("NetworkPolicy", "rendering"), ("spec", "ingress", 0, "ports", 0, "port"), 7102),
        "an open way and door": [
            ("NetworkPolicy", "rendering", ("spec", "ingress", 0, "from"), []),
            ("NetworkPolicy", "weekly-digest", ("spec", "egress", 0, "to"), []),
            ("NetworkPolicy", "weekly-digest", ("spec", "egress", 0, "ports", 0, "port"), 7103)],
        "a database for the gateway": [
            ("NetworkPolicy", "database", ("spec", "ingress", 0, "from", 0, "podSelector",
                                           "matchExpressions", 0, "values"), ["sennight-gateway"])],
    },
    "databases": {
        "none for the event store": case(("NetworkPolicy", "database-try-out"), (), None),
        "one for everybody": case(
            ("NetworkPolicy", "database-try-out"), ("spec", "podSelector"), {}),
    },
    "names": {
        "no names": case(("NetworkPolicy", "dns"), (), None),
        "by UDP only": case(("NetworkPolicy", "dns"), ("spec", "egress", 0, "ports"),
                            [{"port": 53, "protocol": "UDP"}]),
        "anywhere": case(("NetworkPolicy", "dns"), ("spec", "egress", 0, "to"), []),
    },
    "observers": {
        "no probes": case(("NetworkPolicy", "observation"), ("spec", "ingress", 0), {
            "from": [{"podSelector": {}}], "ports": [{"port": 7190}]}),
        "everybody at the metrics": case(
            ("NetworkPolicy", "observation"), ("spec", "ingress", 1, "from"), []),
        "nobody at the metrics": case(
            ("NetworkPolicy", "observation"), ("spec", "ingress", 1, "ports", 0, "port"), 7190),
    },
    "ports": {
        "all ports": case(("NetworkPolicy", "rendering"), ("spec", "ingress", 0, "ports"), []),
        "a port by name": case(
            ("NetworkPolicy", "rendering"), ("spec", "ingress", 0, "ports", 0, "port"), "grpc"),
        "a port that nobody has": case(
            ("NetworkPolicy", "rendering"), ("spec", "ingress", 0, "ports", 0, "port"), 7999),
    },
}


class Rules(unittest.TestCase):
    def check(self, rules, cases, *facts):
        self.assertEqual({rule.__name__ for rule in rules}, set(cases))
        for rule in rules:
            self.assertEqual([], findings_of(GOOD, [rule], *facts))
            for what, changes in cases[rule.__name__].items():
                with self.subTest(rule=rule.__name__, spoilt_by=what):
                    self.assertNotEqual([], findings_of(spoilt(changes), [rule], *facts))

    def test_schemas_find_what_kubernetes_does_not_know(self):
        for what, changes in SCHEMA_CASES.items():
            with self.subTest(what):
                kind, name, path, value = changes[0]
                found = objects.named(spoilt(changes), kind, name)
                self.assertNotEqual([], list(schema_findings(found)))

    def test_of_the_server_find_what_it_refuses(self):
        self.check(server_rules.RULES, SERVER_CASES)

    def test_of_the_house_find_what_we_do_not_want(self):
        self.check(house_rules.RULES, HOUSE_CASES, FACTS)

    def test_of_the_network_find_what_is_open_or_closed(self):
        self.check(network_rules.RULES, NETWORK_CASES, None)

    def test_find_settings_that_a_program_does_not_know(self):
        known = {f"SENNIGHT_GATEWAY_{name}" for name in ("LISTEN_ADDRESS",)}
        facts = dataclasses.replace(FACTS, settings={"sennight-gateway": known})
        found = findings_of(GOOD, [house_rules.settings], facts)
        self.assertIn("Deployment/gateway: sennight-gateway knows no SENNIGHT_GATEWAY_INSECURE",
                      found)
        self.assertNotIn("Deployment/gateway: sennight-gateway knows no "
                         "SENNIGHT_GATEWAY_LISTEN_ADDRESS", found)

    def test_refuse_a_key_that_is_said_twice(self):
        with self.assertRaisesRegex(Exception, "said twice: a"):
            objects.load("a: 1\na: 2\n")


if __name__ == "__main__":
    unittest.main()
