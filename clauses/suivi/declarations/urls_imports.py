"""Les adresses des imports d'heures ; `urls.py` les reprend."""

from django.urls import path

from clauses.suivi.declarations.views import imports

urlpatterns = [
    path("heures/imports/", imports.liste, name="imports"),
    path("heures/importer/", imports.importer, name="importer"),
    path("heures/modele/", imports.modele, name="modele_heures"),
    path("heures/imports/<uuid:pk>/", imports.fiche, name="import_fiche"),
    path("heures/imports/<uuid:pk>/suivi/", imports.suivi, name="import_suivi"),
    path("heures/imports/<uuid:pk>/repondre/", imports.repondre, name="import_repondre"),
    path("heures/imports/<uuid:pk>/appliquer/", imports.appliquer, name="import_appliquer"),
    path("heures/imports/<uuid:pk>/rapport/", imports.verdicts, name="import_verdicts"),
]
