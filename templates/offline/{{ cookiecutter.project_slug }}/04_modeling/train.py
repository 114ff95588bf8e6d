{% include "shared/phases/train.py" %}
