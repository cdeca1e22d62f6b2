"""Adresses du répertoire et des réglages."""

from django.urls import path

from clauses.fond.structures import views

app_name = "structures"
urlpatterns = [
    path("structures/", views.liste, name="liste"),
    path("structures/repertoire.xlsx", views.export_xlsx, name="export_xlsx"),
    path("structures/repertoire.csv", views.export_csv, name="export_csv"),
    path("structures/creer/", views.creer, name="creer"),
    path("structures/<uuid:pk>/", views.fiche, name="fiche"),
    path("structures/<uuid:pk>/modifier/", views.modifier, name="modifier"),
    path("structures/<uuid:pk>/etablissement/", views.changer_d_etablissement, name="changer_d_etablissement"),
    path("structures/<uuid:pk>/annuler/", views.annuler, name="annuler"),
    path("structures/<uuid:pk>/retablir/", views.retablir, name="retablir"),
    path("structures/<uuid:pk>/contacts/creer/", views.contact_creer, name="contact_creer"),
    path("contacts/<uuid:pk>/modifier/", views.contact_modifier, name="contact_modifier"),
    path("contacts/<uuid:pk>/annuler/", views.contact_annuler, name="contact_annuler"),
    path("structure-porteuse/", views.porteuse, name="porteuse"),
    path("structure-porteuse/modifier/", views.porteuse_modifier, name="porteuse_modifier"),
    path("structure-porteuse/logo/", views.logo, name="logo"),
]
