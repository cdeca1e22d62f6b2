"""Adresses du socle."""

from django.urls import path

from clauses.fond.socle import views

app_name = "socle"
urlpatterns = [path("catalogue/", views.catalogue, name="catalogue")]
