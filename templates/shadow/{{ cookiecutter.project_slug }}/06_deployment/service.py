{% include "shared/phases/service.py" %}
