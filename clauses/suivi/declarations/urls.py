"""Les adresses des déclarations, en toutes lettres."""

from django.urls import path

from clauses.suivi.declarations import urls_imports
from clauses.suivi.declarations.views import contrats, file, mois, operation, personne, validation

app_name = "declarations"

urlpatterns = [
    path("declarations/", mois.liste, name="liste"),
    path("declarations/retards/", file.entreprises, name="retards"),
    path("declarations/valider/", file.valider, name="valider_file"),
    path("declarations/<uuid:pk>/", mois.fiche, name="fiche"),
    path("declarations/<uuid:pk>/saisir/", mois.saisir, name="saisir"),
    path("declarations/<uuid:pk>/neant/", mois.neant, name="neant"),
    path("declarations/<uuid:pk>/valider/", validation.valider, name="valider"),
    path("declarations/<uuid:pk>/valider-tout/", validation.valider_tout, name="valider_tout"),
    path("declarations/<uuid:pk>/corriger/", validation.corriger, name="corriger"),
    path("declarations/<uuid:pk>/refuser/", validation.refuser, name="refuser"),
    path("declarations/<uuid:pk>/rouvrir/", validation.rouvrir, name="rouvrir"),
    path("contrats/", contrats.liste, name="contrats"),
    path("contrats/creer/", contrats.creer, name="contrat_creer"),
    path("contrats/<uuid:pk>/", contrats.fiche, name="contrat"),
    path("contrats/<uuid:pk>/modifier/", contrats.modifier, name="contrat_modifier"),
    path("contrats/<uuid:pk>/terminer/", contrats.terminer, name="contrat_terminer"),
    path("contrats/<uuid:pk>/repondre/", contrats.repondre, name="contrat_repondre"),
    path("contrats/<uuid:pk>/annuler/", contrats.annuler, name="contrat_annuler"),
    *urls_imports.urlpatterns,
    path("participants/<uuid:pk>/parcours/", personne.parcours, name="parcours"),
    path("participants/<uuid:pk>/mois-valides/", personne.reprendre, name="reprendre"),
    path("heures/<uuid:pk>/", operation.ligne, name="ligne"),
    path("operations/<uuid:pk>/heures/", operation.operation, name="operation"),
    path("operations/<uuid:pk>/heures/exporter/", operation.exporter, name="exporter"),
    path("operations/<uuid:pk>/heures/valider/", operation.valider_lignes, name="valider_lignes"),
    path("operations/<uuid:pk>/heures/ouvrir/", operation.ouvrir, name="ouvrir"),
    path("operations/<uuid:pk>/heures/<slug:acte>/", operation.acte_lignes, name="acte_lignes"),
]
