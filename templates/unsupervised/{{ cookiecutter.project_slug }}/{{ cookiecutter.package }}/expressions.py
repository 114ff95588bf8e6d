{% include "shared/package/expressions.py" %}
