"""Les adresses du circuit, en toutes lettres."""

from django.urls import path

from clauses.avant.circuit.views import dossiers, liste, remarques

app_name = "circuit"

urlpatterns = [
    path("circuits/", liste.liste, name="liste"),
    path("marches/<uuid:pk>/circuit/", dossiers.dossier, name="dossier"),
    path("marches/<uuid:pk>/circuit/transmettre/", dossiers.transmettre, name="transmettre"),
    path("marches/<uuid:pk>/circuit/accord/", dossiers.accord, name="accord"),
    path("marches/<uuid:pk>/circuit/refuser/", dossiers.refuser, name="refuser"),
    path("marches/<uuid:pk>/circuit/reprendre/", dossiers.reprendre, name="reprendre"),
    path("marches/<uuid:pk>/circuit/clore/", dossiers.clore, name="clore"),
    path("accords/<uuid:pk>/retirer/", dossiers.retirer_accord, name="accord_retirer"),
    path("pieces/<uuid:pk>/remarques/creer/", remarques.creer, name="remarque_creer"),
    path("remarques/<uuid:pk>/repondre/", remarques.repondre, name="remarque_repondre"),
    path("remarques/<uuid:pk>/retirer/", remarques.retirer, name="remarque_retirer"),
]
