{% include "shared/package/models.py" %}
