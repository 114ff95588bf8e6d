{% set baseline_script = "segment.py" %}
{% extends "shared/package/paths.py" %}
{% block evaluation %}
SEGMENTS = MODELING / "segments.yaml"
STABILITY = MODELING / "stability.yaml"
ASSIGNED = ROOT / "data" / "segments.csv"
{% endblock %}
{% block evaluation_scripts %}
SEGMENT_SCRIPT = MODELING / "segment.py"
DESCRIBE_SCRIPT = MODELING / "describe.py"
ASSIGN_SCRIPT = DEPLOYMENT / "assign.py"
{% endblock %}
