"""Adresses du sourcing ; `offres/<jeton>/` est publique."""

from django.urls import path

from clauses.avant.sourcing import views

app_name = "sourcing"
urlpatterns = [
    path("projets/<uuid:pk>/sourcing/", views.recherche, name="recherche"),
    path("projets/<uuid:pk>/sourcing/demander/", views.solliciter, name="solliciter"),
    path("projets/<uuid:pk>/sourcing/demandes/", views.sollicitations, name="sollicitations"),
    path("demandes-d-offre/<uuid:pk>/", views.fiche, name="fiche"),
    path("demandes-d-offre/<uuid:pk>/envoyer/", views.envoyer, name="envoyer"),
    path("demandes-d-offre/<uuid:pk>/noter-envoyee/", views.noter_envoyee, name="noter_envoyee"),
    path("demandes-d-offre/<uuid:pk>/relancer/", views.relancer, name="relancer"),
    path("demandes-d-offre/<uuid:pk>/sans-reponse/", views.sans_reponse, name="sans_reponse"),
    path("demandes-d-offre/<uuid:pk>/annuler/", views.annuler, name="annuler"),
    path("demandes-d-offre/<uuid:pk>/reponse/", views.reponse, name="reponse"),
    path("demandes-d-offre/<uuid:pk>/piece/", views.piece, name="piece"),
    path("offres/<str:jeton>/", views.repondre, name="repondre"),
]
