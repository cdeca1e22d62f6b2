"""Les adresses de l'étude d'opportunité, du registre et des notes."""

from django.urls import path

from clauses.avant.opportunite.views import etude, inscription, notes, registre

app_name = "opportunite"

urlpatterns = [
    path("projets/<uuid:pk>/opportunite/", etude.etude, name="etude"),
    path("projets/<uuid:pk>/opportunite/modifier/", etude.etude_modifier, name="etude_modifier"),
    path("projets/<uuid:pk>/opportunite/clore/", etude.clore, name="clore"),
    path("projets/<uuid:pk>/opportunite/rouvrir/", etude.rouvrir, name="rouvrir"),
    path("projets/<uuid:pk>/opportunite/suivre-le-conseil/", etude.suivre_le_conseil, name="suivre_le_conseil"),
    path("projets/<uuid:pk>/opportunite/document/", etude.document_etude, name="document_etude"),
    path("projets/<uuid:pk>/sans-clause/", inscription.inscrire, name="inscrire"),
    path("lots-envisages/<uuid:pk>/instrument/", etude.choisir, name="choisir"),
    path("marches/<uuid:pk>/sans-clause/", inscription.inscrire_ce_marche, name="inscrire_ce_marche"),
    path("registre-sans-clause/", registre.registre, name="registre"),
    path("registre-sans-clause/registre.xlsx", registre.registre_xlsx, name="registre_xlsx"),
    path("registre-sans-clause/registre.csv", registre.registre_csv, name="registre_csv"),
    path("registre-sans-clause/inscrire/", inscription.inscrire_marche, name="inscrire_marche"),
    path("registre-sans-clause/<uuid:pk>/", registre.inscription, name="inscription"),
    path("registre-sans-clause/<uuid:pk>/document/", registre.document, name="document"),
    path("registre-sans-clause/<uuid:pk>/retirer/", registre.retirer, name="retirer"),
    path("notes/", notes.notes, name="notes"),
    path("notes/<slug:code>/", notes.note, name="note"),
]
