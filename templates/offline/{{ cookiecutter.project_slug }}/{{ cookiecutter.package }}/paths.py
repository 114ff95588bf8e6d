{% extends "shared/package/paths_locked.py" %}
{% block deployment %}{% endblock %}
{% block evaluation %}
{{ super() -}}
EXTERNAL = EVALUATION / "external.yaml"
EXTERNAL_SCORES = EVALUATION / "external_scores.csv"
EXTERNAL_VALIDATION = EVALUATION / "external_validation.yaml"
{% endblock %}
{% block pilot %}{% endblock %}
{% block evaluation_scripts %}
{{ super() -}}
SCORE_EXTERNAL_SCRIPT = EVALUATION / "score_external.py"
{% endblock %}
{% block pilot_scripts %}{% endblock %}
