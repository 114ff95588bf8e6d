"""Where everything is. No other module names a folder, so a renamed folder is changed only here."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA_UNDERSTANDING = ROOT / "{{ cookiecutter.__folder_data_understanding }}"
DATA_PREPARATION = ROOT / "{{ cookiecutter.__folder_data_preparation }}"
MODELING = ROOT / "{{ cookiecutter.__folder_modeling }}"
EVALUATION = ROOT / "{{ cookiecutter.__folder_evaluation }}"
{% block deployment %}
DEPLOYMENT = ROOT / "{{ cookiecutter.__folder_deployment }}"
{% endblock %}

OBJECTIVE = ROOT / "{{ cookiecutter.__folder_business_understanding }}" / "{{ cookiecutter.__objective }}"
INVENTORY = DATA_UNDERSTANDING / "inventory.yaml"
PROFILE = DATA_UNDERSTANDING / "profile.yaml"
LABEL_AUDIT = DATA_UNDERSTANDING / "label_audit.csv"
DATASET = DATA_PREPARATION / "dataset.yaml"
FACTS = DATA_PREPARATION / "facts.yaml"
{% block preparation %}{% endblock %}
METRIC = MODELING / "metric.yaml"
RULE = MODELING / "rule.py"
RUNS = MODELING / "runs.csv"
CELLS = MODELING / "cells"
OWN_MODELS = MODELING / "load_model.py"
MODEL_DIGESTS = MODELING / "models.yaml"
ERRORS = MODELING / "errors.csv"
{% block evaluation %}{% endblock %}
{% block pilot %}
PILOT = EVALUATION / "pilot.yaml"
PILOT_DAYS = EVALUATION / "pilot.csv"
SWITCHED_OFF = DEPLOYMENT / "OFF"
{% endblock %}
MODELS = ROOT / "models"
PREDICTIONS = ROOT / "predictions"

PROFILE_SCRIPT = DATA_UNDERSTANDING / "profile.py"
AUDIT_LABELS_SCRIPT = DATA_UNDERSTANDING / "audit_labels.py"
PREPARE_SCRIPT = DATA_PREPARATION / "prepare.py"
{% block preparation_scripts %}{% endblock %}
BASELINE_SCRIPT = MODELING / "{{ baseline_script|default("baseline.py") }}"
TRAIN_SCRIPT = MODELING / "train.py"
SCORE_RUNS_SCRIPT = MODELING / "score_runs.py"
IMPORT_RUNS_SCRIPT = MODELING / "import_runs.py"
REVIEW_ERRORS_SCRIPT = MODELING / "review_errors.py"
{% block evaluation_scripts %}{% endblock %}
{% block pilot_scripts %}
MEASURE_SCRIPT = EVALUATION / "measure.py"
SERVICE_SCRIPT = DEPLOYMENT / "service.py"
{% endblock %}


def shown(path: Path) -> str:
    """Return the path as you would type it in the project's root."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
