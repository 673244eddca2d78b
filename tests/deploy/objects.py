"""The objects that kustomize renders, and the ways to look at them that the rules share."""

import yaml


class StrictLoader(yaml.SafeLoader):
    """Refuses a mapping that says the same key twice, of which YAML would keep the last."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {str(key) for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.YAMLError(f"{node.start_mark}: said twice: {', '.join(sorted(twice))}")
        return super().construct_mapping(node, deep)


def load(text):
    """Returns the objects of a YAML stream."""
    return [found for found in yaml.load_all(text, StrictLoader) if found is not None]


def title(found):
    return f"{found.get('kind')}/{found.get('metadata', {}).get('name')}"


def of_kind(objects, *kinds):
    return [found for found in objects if found.get("kind") in kinds]


def named(objects, kind, name):
    """Returns the object of that kind and name, or None."""
    return next((found for found in of_kind(objects, kind)
                 if found["metadata"]["name"] == name), None)


WORKLOADS = ("Deployment", "StatefulSet", "Job", "CronJob")


def template(workload):
    """Returns the pod template of a workload."""
    spec = workload["spec"]
    if workload["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return spec["template"]


def workloads(objects):
    return of_kind(objects, *WORKLOADS)


def labels_of(pod_template):
    return pod_template.get("metadata", {}).get("labels", {})


def containers(workload):
    """Returns the containers of a workload, those that run first included."""
    spec = template(workload)["spec"]
    return spec.get("initContainers", []) + spec.get("containers", [])


def ports_of(workload):
    """Returns the numbers of the ports that its containers name."""
    return {port["containerPort"]: port.get("name")
            for container in containers(workload) for port in container.get("ports", [])}


def selects(selector, labels):
    """Returns whether a label selector is true of labels; an empty one is true of all."""
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    for expression in selector.get("matchExpressions") or []:
        key, operator = expression["key"], expression["operator"]
        values = expression.get("values") or []
        if operator == "In" and labels.get(key) not in values:
            return False
        if operator == "NotIn" and labels.get(key) in values:
            return False
        if operator == "Exists" and key not in labels:
            return False
        if operator == "DoesNotExist" and key in labels:
            return False
    return True


def environment(objects, container):
    """Returns the variables of a container as Kubernetes would set them."""
    variables = {}
    for source in container.get("envFrom", []):
        settings = named(objects, "ConfigMap", source.get("configMapRef", {}).get("name"))
        variables.update((settings or {}).get("data", {}))
    for variable in container.get("env", []):
        variables[variable["name"]] = variable.get("value", "")
    return variables


def program(container):
    """Returns the name of the suite's program that a container runs, or None."""
    command = (container.get("command") or [""])[0]
    name = command.rsplit("/", 1)[-1]
    return name if name.startswith("sennight") else None


def servers(objects):
    """Returns the Deployments of the suite with their container."""
    return [(workload, container) for workload in of_kind(objects, "Deployment")
            for container in containers(workload) if program(container)]


def setting(objects, container, name):
    """Returns a setting of a server by the last part of its variable's name, or None."""
    prefix = program(container).upper().replace("-", "_") + "_"
    return environment(objects, container).get(prefix + name)
