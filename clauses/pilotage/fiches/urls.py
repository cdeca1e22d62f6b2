from django.urls import path

from clauses.pilotage.fiches import views

app_name = "fiches"

urlpatterns = [
    path("operations/<uuid:pk>/", views.operation, name="operation"),
    path("lots/<uuid:pk>/", views.lot, name="lot"),
]
