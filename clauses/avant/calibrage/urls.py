"""Les adresses du calibrage."""

from django.urls import path

from clauses.avant.calibrage.views import lot, projet, references

app_name = "calibrage"
urlpatterns = [
    path("projets/<uuid:pk>/calibrage/", projet.projet, name="projet"),
    path("projets/<uuid:pk>/calibrage/retenir/", projet.retenir_tout, name="retenir_tout"),
    path("projets/<uuid:pk>/calibrage/ouvrir/", projet.ouvrir, name="ouvrir"),
    path("projets/<uuid:pk>/calibrage/resume/", projet.resume, name="resume"),
    path("lots-projet/<uuid:pk>/calibrage/", lot.lot, name="lot"),
    path("lots-projet/<uuid:pk>/calibrage/retenir/", lot.retenir, name="retenir"),
    path("calibrage/references/", references.references, name="references"),
    path("calibrage/references/saisir/", references.reference_saisir, name="reference_saisir"),
    path("calibrage/references/<uuid:pk>/annuler/", references.reference_annuler, name="reference_annuler"),
]
