from django.urls import path

from clauses.pilotage.tableaux import views

app_name = "tableaux"

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("recherche/", views.recherche, name="recherche"),
]
