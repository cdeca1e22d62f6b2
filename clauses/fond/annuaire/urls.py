"""Adresses de l'annuaire."""

from django.urls import path

from clauses.fond.annuaire import views

app_name = "annuaire"
urlpatterns = [
    path("annuaire/", views.liste, name="liste"),
    path("annuaire/<uuid:pk>/", views.fiche, name="fiche"),
    path("annuaire/<uuid:pk>/ajouter/", views.ajouter, name="ajouter"),
]
