{% include "shared/package/record.py" %}
