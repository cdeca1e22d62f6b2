"""Les adresses de la rédaction, en toutes lettres."""

from django.urls import path

from clauses.avant.redaction.views import modeles, pieces, projets, versions

app_name = "redaction"

urlpatterns = [
    path("projets/<uuid:pk>/pieces/", projets.projet, name="projet"),
    path("projets/<uuid:pk>/chemin/", projets.chemin, name="chemin"),
    path("marches/<uuid:pk>/pieces/", pieces.marche, name="marche"),
    path("marches/<uuid:pk>/pieces/tout-engendrer/", pieces.tout_engendrer, name="tout_engendrer"),
    path("marches/<uuid:pk>/pieces/archive/", versions.archive, name="archive"),
    path("marches/<uuid:pk>/pieces/<slug:nature>/preparer/", pieces.preparer, name="preparer"),
    path("pieces/<uuid:pk>/", pieces.piece, name="piece"),
    path("pieces/<uuid:pk>/choix/", pieces.choisir, name="choisir"),
    path("pieces/<uuid:pk>/engendrer/", pieces.engendrer, name="engendrer"),
    path("pieces/<uuid:pk>/deposer/", versions.deposer, name="deposer"),
    path("pieces/<uuid:pk>/comparer/", versions.comparer, name="comparer"),
    path("versions-de-piece/<uuid:pk>/telecharger/", versions.telecharger, name="telecharger"),
    path("modeles-de-textes/", modeles.liste, name="modeles"),
    path("modeles-de-textes/<str:code>/", modeles.fiche, name="modele"),
    path("modeles-de-textes/<str:code>/revenir/", modeles.revenir, name="modele_revenir"),
]
