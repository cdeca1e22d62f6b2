"""Point d'entrée du serveur de production (granian, WSGI)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

application = get_wsgi_application()

# Ce qui est chargé ne sera pas ramassé : le mettre de côté, et ramasser moins souvent (une page crée dix mille objets,
# presque tous libérés sans ramasse-miettes), rend un dixième du temps de chaque page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
