{% include "shared/phases/prepare.py" %}
