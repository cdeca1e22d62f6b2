from django.urls import path

from clauses.pilotage.bilans import views

app_name = "bilans"

urlpatterns = [
    path("operations/<uuid:pk>/bilan/", views.operation, name="operation"),
    path("operations/<uuid:pk>/bilan/lignes/", views.lignes, name="lignes"),
    path("operations/<uuid:pk>/bilan/pourquoi/<slug:chiffre>/", views.pourquoi, name="pourquoi"),
    path("operations/<uuid:pk>/bilan/commentaire/", views.commenter, name="commenter"),
    path("operations/<uuid:pk>/bilan/bilan.pdf", views.operation_pdf, name="operation_pdf"),
    path("operations/<uuid:pk>/bilan/lignes.xlsx", views.operation_xlsx, name="operation_xlsx"),
]
