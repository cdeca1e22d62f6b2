"""Adresses de l'import de marchés depuis leurs données essentielles."""

from django.urls import path

from clauses.suivi.marches.views import imports

urlpatterns = [
    path("marches/imports/", imports.liste, name="imports"),
    path("marches/importer/", imports.importer, name="importer"),
    path("marches/imports/<uuid:pk>/", imports.fiche, name="import_fiche"),
    path("marches/imports/<uuid:pk>/appliquer/", imports.appliquer, name="import_appliquer"),
    path("marches/imports/<uuid:pk>/repondre/", imports.repondre, name="import_repondre"),
    path("marches/imports/<uuid:pk>/rapport/", imports.rapport, name="import_rapport"),
]
