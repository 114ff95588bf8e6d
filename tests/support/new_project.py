"""The files that a new project of the bundled template holds, listed by hand."""

PHASES = {
    "01_business_understanding": {"README.md", "objective.yaml", "problem.md"},
    "02_data_understanding": {"README.md", "inventory.yaml", "label_audit.csv", "profile.py", "audit_labels.py"},
    "03_data_preparation": {"README.md", "dataset.yaml", "prepare.py"},
    "04_modeling": {"README.md", "metric.yaml", "runs.csv"}
    | {"rule.py", "baseline.py", "train.py", "review_errors.py", "score_runs.py", "import_runs.py"},
    "05_evaluation": {"README.md", "pilot.csv", "pilot.yaml", "measure.py"},
    "06_deployment": {"README.md", "operations.yaml", "service.py"},
}
MODULES = (
    *("dataset", "features", "files", "inventory", "metrics", "model_files", "models", "paths", "runs"),
    *("sources", "engines", "expressions", "text_files", "raw_files", "raw_data", "keys", "kinds", "roles", "drawing"),
    *("dataset_settings", "split", "preparation", "corrections", "storage", "pilot_log"),
    *("sheets", "tables", "web", "task", "predictions", "scores", "label_scores", "chance_scores", "number_scores"),
    *("cells", "record", "rules", "labels", "training", "resampling", "forecasts", "scoring", "progress", "mlflow_log"),
)
TESTS = ("__init__.py", "example.py", "test_scripts.py", "test_service.py")
_RENDERED = {f"{folder}/{name}" for folder, names in PHASES.items() for name in names}
_RENDERED |= {".crispdm/.gitattributes", ".crispdm/.gitignore", ".crispdm/crispdm.schema.json"}
_RENDERED |= {
    f".crispdm/schemas/{name}.json" for name in ("objective", "inventory", "dataset", "metric", "pilot", "operations")
}
_RENDERED |= {"README.md", "AGENTS.md", "crispdm.yaml", ".gitignore", "pyproject.toml"}
_RENDERED |= {"notebooks/01_look.ipynb", ".pre-commit-config.yaml", ".github/workflows/crispdm.yml"}
_RENDERED |= {".github/skills/crispdm/SKILL.md"}


def rendered_files(package: str) -> set[str]:
    """What the template makes, when the package that the scripts share is called so."""
    own = {*(f"{name}.py" for name in ("__init__", *MODULES)), *(f"tests/{name}" for name in TESTS)}
    return _RENDERED | {f"{package}/{name}" for name in own}


def project_files(package: str = "shop") -> set[str]:
    """All of a new project's files."""
    return rendered_files(package) | {".crispdm/template.yaml", ".crispdm/base.zip", ".crispdm/state.yaml"}


FILES = project_files()
