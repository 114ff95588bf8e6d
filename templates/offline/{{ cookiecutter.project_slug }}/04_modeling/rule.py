{% include "shared/phases/rule.py" %}
