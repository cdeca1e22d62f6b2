"""Les adresses de la relecture, en toutes lettres."""

from django.urls import path

from clauses.avant.relecture.views import depot, fiche, sorties

app_name = "relecture"

urlpatterns = [
    path("relectures/", depot.liste, name="liste"),
    path("relectures/deposer/", depot.deposer, name="deposer"),
    path("lots/<uuid:pk>/relire/", depot.relire_lot, name="relire_lot"),
    path("relectures/<uuid:pk>/", fiche.fiche, name="fiche"),
    path("relectures/<uuid:pk>/suivi/", fiche.suivi, name="suivi"),
    path("relectures/<uuid:pk>/traiter/", fiche.traiter, name="traiter"),
    path("relectures/<uuid:pk>/relire/", fiche.relire, name="relire"),
    path("relectures/<uuid:pk>/annuler/", fiche.annuler, name="annuler"),
    path("relectures/<uuid:pk>/remarques.docx", sorties.exporter_docx, name="exporter_docx"),
    path("relectures/<uuid:pk>/remarques.xlsx", sorties.exporter_xlsx, name="exporter_xlsx"),
    path("relectures/pieces/<uuid:pk>/texte/", fiche.texte, name="texte"),
    path("relectures/pieces/<uuid:pk>/fichier/", sorties.telecharger, name="telecharger"),
]
