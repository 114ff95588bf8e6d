{% include "shared/package/roles.py" %}
