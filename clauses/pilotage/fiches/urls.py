from django.urls import path

from clauses.pilotage.fiches import views

app_name = "fiches"

urlpatterns = [
    path("operations/<uuid:pk>/", views.operation, name="operation"),
    # Deux rubriques que la fiche chargeait à part : qui en a gardé l'adresse est mené à ce qui les a remplacées.
    path("operations/<uuid:pk>/projets/", views.rubrique_des_projets, name="rubrique_des_projets"),
    path("operations/<uuid:pk>/bilan/avancement/", views.rubrique_d_avancement, name="rubrique_d_avancement"),
    path("lots/<uuid:pk>/", views.lot, name="lot"),
]
