{% include "shared/package/preparation.py" %}
