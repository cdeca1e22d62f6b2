from django.urls import path

from clauses.suivi.participants import views

app_name = "participants"

urlpatterns = [
    path("participants/", views.liste, name="liste"),
    path("participants/creer/", views.creer, name="creer"),
    path("participants/<uuid:pk>/", views.fiche, name="fiche"),
    path("participants/<uuid:pk>/modifier/", views.modifier, name="modifier"),
    path("participants/<uuid:pk>/criteres/noter/", views.noter_critere, name="noter_critere"),
    path("participants/<uuid:pk>/eligibilite/", views.prononcer_eligibilite, name="prononcer_eligibilite"),
    path("criteres/<uuid:pk>/retirer/", views.retirer_critere, name="retirer_critere"),
]
