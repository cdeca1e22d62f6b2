"""Les adresses des fiches projet, en toutes lettres."""

from django.urls import path

from clauses.avant.projets.views import etats, fiche, liste, lots, ouverture, saisie

app_name = "projets"

urlpatterns = [
    path("projets/", liste.liste, name="liste"),
    path("projets/creer/", saisie.creer, name="creer"),
    path("projets/<uuid:pk>/", fiche.fiche, name="fiche"),
    path("projets/<uuid:pk>/modifier/", saisie.modifier, name="modifier"),
    path("projets/<uuid:pk>/soumettre/", etats.soumettre, name="soumettre"),
    path("projets/<uuid:pk>/prendre/", etats.prendre, name="prendre"),
    path("projets/<uuid:pk>/abandonner/", etats.abandonner, name="abandonner"),
    path("projets/<uuid:pk>/rouvrir/", etats.rouvrir, name="rouvrir"),
    path("projets/<uuid:pk>/ouvrir/", ouverture.ouvrir, name="ouvrir"),
    path("projets/<uuid:pk>/lots/", lots.tableau, name="lots"),
    path("projets/<uuid:pk>/lots/creer/", lots.creer, name="lot_creer"),
    path("lots-envisages/<uuid:pk>/modifier/", lots.modifier, name="lot_modifier"),
    path("lots-envisages/<uuid:pk>/annuler/", lots.annuler, name="lot_annuler"),
]
