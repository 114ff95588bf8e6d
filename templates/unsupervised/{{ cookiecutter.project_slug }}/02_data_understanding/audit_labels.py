{% include "shared/phases/audit_labels.py" %}
