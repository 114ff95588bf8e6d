{% include "shared/package/web.py" %}
