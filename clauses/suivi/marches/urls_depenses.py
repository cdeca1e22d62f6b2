"""Adresses des commandes, factures et heures travaillées d'un lot."""

from django.urls import path

from clauses.suivi.marches.views import depenses, depenses_import

urlpatterns = [
    path("lots/<uuid:pk>/depenses/", depenses.liste, name="depenses"),
    path("lots/<uuid:pk>/depenses/saisir/", depenses.saisir_une_piece, name="depense_saisir"),
    path("lots/<uuid:pk>/depenses/importer/", depenses_import.importer, name="depenses_importer"),
    path("lots/<uuid:pk>/depenses/modele/", depenses_import.modele, name="depenses_modele"),
    path("lots/<uuid:pk>/depenses/heures/", depenses.saisir_heures, name="heures_totales_saisir"),
    path("commandes/<uuid:pk>/annuler/", depenses.annuler_commande, name="commande_annuler"),
    path("factures/<uuid:pk>/annuler/", depenses.annuler_facture, name="facture_annuler"),
    path("heures-totales/<uuid:pk>/annuler/", depenses.annuler_heures, name="heures_totales_annuler"),
]
