{% include "shared/package/tables.py" %}
