"""Adresses des comptes."""

from django.urls import path

from clauses.fond.comptes import views

app_name = "comptes"
urlpatterns = [
    path("connexion/", views.connexion, name="connexion"),
    path("deconnexion/", views.deconnexion, name="deconnexion"),
    path("mot-de-passe/", views.choisir, name="choisir_mot_de_passe"),
    path("mot-de-passe/<str:code>/<str:jeton>/", views.lien, name="lien"),
    path("mot-de-passe-oublie/", views.oubli, name="oubli"),
    path("invitation/<uuid:cle>/<str:jeton>/", views.invitation, name="invitation"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<uuid:pk>/accepter/", views.accepter, name="accepter"),
    path("invitations/<uuid:pk>/refuser/", views.refuser, name="refuser"),
    path("invitations/<uuid:pk>/lien/", views.recevoir, name="recevoir"),
    path("compte/deconnecter-partout/", views.tout_fermer, name="tout_fermer"),
    path("compte/", views.profil, name="profil"),
    path("compte/mot-de-passe/", views.mot_de_passe, name="mot_de_passe"),
    path("compte/agir-comme/", views.agir_comme, name="agir_comme"),
    path("utilisateurs/", views.utilisateurs, name="utilisateurs"),
    path("utilisateurs/inviter/", views.inviter, name="inviter"),
    path("utilisateurs/<uuid:pk>/", views.utilisateur, name="utilisateur"),
    path("utilisateurs/<uuid:pk>/lien/", views.remettre_lien, name="remettre_lien"),
    path("appartenances/<uuid:pk>/retirer/", views.retirer, name="retirer"),
]
