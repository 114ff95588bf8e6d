{% extends "shared/package/paths.py" %}
{% block evaluation %}
SHADOW_LOG = MODELING / "shadow_log.yaml"
SHADOW = MODELING / "shadow.yaml"
{% endblock %}
{% block evaluation_scripts %}
COMPARE_SHADOW_SCRIPT = MODELING / "compare_shadow.py"
{% endblock %}
