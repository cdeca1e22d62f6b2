"""Les adresses des marchés, en toutes lettres."""

from django.urls import path

from clauses.suivi.marches import urls_depenses, urls_imports
from clauses.suivi.marches.views import attributions, clauses, lots, marches, operations, programmes

app_name = "marches"

urlpatterns = [
    path("operations/", operations.liste, name="operations"),
    path("operations/creer/", operations.creer, name="operation_creer"),
    path("operations/<uuid:pk>/modifier/", operations.modifier, name="operation_modifier"),
    path("operations/<uuid:pk>/annuler/", operations.annuler, name="operation_annuler"),
    path("operations/<uuid:pk>/journal/", operations.journal, name="operation_journal"),
    path("operations/<uuid:pk>/marches/creer/", marches.creer, name="marche_creer"),
    path("programmes/", programmes.liste, name="programmes"),
    path("programmes/creer/", programmes.creer, name="programme_creer"),
    path("programmes/<uuid:pk>/", programmes.fiche, name="programme"),
    path("programmes/<uuid:pk>/modifier/", programmes.modifier, name="programme_modifier"),
    path("programmes/<uuid:pk>/annuler/", programmes.annuler, name="programme_annuler"),
    path("marches/<uuid:pk>/", marches.fiche, name="marche"),
    path("marches/<uuid:pk>/modifier/", marches.modifier, name="marche_modifier"),
    path("marches/<uuid:pk>/annuler/", marches.annuler, name="marche_annuler"),
    path("marches/<uuid:pk>/lots/creer/", lots.creer, name="lot_creer"),
    path("marches/<uuid:pk>/evenements/<slug:nature>/", marches.noter_evenement, name="evenement_noter"),
    path("evenements/<uuid:pk>/annuler/", marches.annuler_evenement, name="evenement_annuler"),
    path("lots/<uuid:pk>/modifier/", lots.modifier, name="lot_modifier"),
    path("lots/<uuid:pk>/annuler/", lots.annuler, name="lot_annuler"),
    path("lots/<uuid:pk>/pourquoi/", lots.pourquoi, name="lot_pourquoi"),
    path("lots/<uuid:pk>/clause/", clauses.saisir, name="clause_saisir"),
    path("lots/<uuid:pk>/clause/versions/", clauses.versions, name="clause_versions"),
    path("lots/<uuid:pk>/attributaires/", attributions.attribuer, name="attribuer"),
    path("lots/<uuid:pk>/tranches/creer/", lots.ajouter_tranche, name="tranche_creer"),
    path("tranches/<uuid:pk>/modifier/", lots.modifier_tranche, name="tranche_modifier"),
    path("tranches/<uuid:pk>/annuler/", lots.annuler_tranche, name="tranche_annuler"),
    path("attributions/<uuid:pk>/sous-traiter/", attributions.sous_traiter, name="sous_traiter"),
    path("attributions/<uuid:pk>/modifier/", attributions.modifier, name="attribution_modifier"),
    path("attributions/<uuid:pk>/annuler/", attributions.annuler, name="attribution_annuler"),
    *urls_depenses.urlpatterns,
    *urls_imports.urlpatterns,
]
