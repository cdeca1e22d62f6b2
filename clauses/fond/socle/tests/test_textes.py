"""Un numéro de sécurité sociale n'entre dans aucune colonne de texte, par aucun chemin."""

import traceback
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Concat

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.models.textes import Donnees, Liste, TexteCourt, masquer, refuser_l_inecrivable, refuser_le_nir
from clauses.fond.socle.signature import signer
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques

NIR = "2 69 05 49 588 157 80"
SYSTEME = Acteur.systeme("essai")


@pytest.fixture
def structure(db) -> Structure:
    return fabriques.entreprise(fabriques.porteuse())


@pytest.fixture(autouse=True)
def _signe(structure):
    with signer(SYSTEME):
        yield


@contextmanager
def refus():
    with pytest.raises(RefusMetier, match="numéro de sécurité sociale") as refuse, transaction.atomic():
        yield refuse


@pytest.mark.parametrize("champ", ["nom", "observation", "adresse", "motif_annulation"])
def test_enregistrer_est_refuse_et_nomme_le_champ(structure, champ):
    setattr(structure, champ, f"Sécu {NIR}")
    with refus() as refuse:
        structure.save()
    assert refuse.value.champ == champ
    structure.refresh_from_db()
    assert NIR not in getattr(structure, champ)


def test_le_formulaire_recoit_l_erreur_sur_son_champ(structure):
    structure.observation = NIR
    structure.site = f"https://exemple.fr/{NIR.replace(' ', '')}"
    with pytest.raises(ValidationError) as refuse:
        structure.full_clean()
    assert set(refuse.value.message_dict) == {"observation", "site"}


def test_aucune_ecriture_en_nombre_n_y_echappe(structure):
    with refus():
        Structure.objects.bulk_create([Structure(porteuse=structure.porteuse, nom=NIR, famille=structure.famille)])
    with refus():
        Structure.objects.filter(pk=structure.pk).update(observation=NIR)
    structure.observation = NIR
    with refus():
        Structure.objects.bulk_update([structure], ["observation"])


def test_un_choix_ecrit_sans_formulaire_est_lu_comme_un_texte(structure):
    """`update` et `save` ne vérifient pas les choix d'une colonne."""
    with refus():
        Structure.objects.filter(pk=structure.pk).update(famille="2690549588157")
    structure.nature = "2.69.05.49.588.157"
    with refus() as refuse:
        structure.save()
    assert refuse.value.champ == "nature"


def test_une_liste_de_codes_est_lue_case_par_case():
    liste = Liste(CharField(max_length=30))
    with pytest.raises(ValidationError, match="numéro de sécurité sociale"):
        liste.run_validators(["peinture", NIR])
    liste.run_validators(["peinture", "99900011000018"])
    assert liste.deconstruct()[1] == "django.contrib.postgres.fields.ArrayField"


def test_le_refus_ne_redit_jamais_le_numero(structure):
    structure.observation = f"Sécu {NIR}"
    with refus() as refuse:
        structure.save()
    dit = "".join(traceback.format_exception(refuse.value))
    assert "588" not in str(refuse.value)
    assert NIR not in dit
    assert "Retirez-le" in dit


def test_chercher_un_numero_n_est_pas_l_ecrire(structure):
    assert not Structure.objects.filter(observation=NIR).exists()


def test_un_motif_qui_entre_au_journal_est_lu_aussi(structure):
    with refus() as refuse, signer(SYSTEME, motif=NIR):
        structure.save()
    assert refuse.value.champ == "motif"


@pytest.mark.parametrize("valeur", [{"a": [1, {"b": NIR}]}, [NIR], {NIR: 1}])
def test_une_colonne_json_est_lue_jusqu_au_fond(valeur):
    with pytest.raises(ValidationError):
        refuser_le_nir(valeur)
    refuser_le_nir({"siret": "99900011000018", "montants": [285057800604891, None]})


def test_un_texte_lu_est_masque_sans_changer_de_longueur():
    lu = {"ligne 3": [f"Sécu {NIR}, tél. 06 12 34 56 78", "2·69·05·49·588·157", "２６９０５４９５８８１５７８０", 12]}
    masque = masquer(lu)
    refuser_le_nir(masque)
    assert masque["ligne 3"][0] == "Sécu • •• •• •• ••• ••• ••, tél. 06 12 34 56 78"
    assert [len(m) for m in masque["ligne 3"][:3]] == [len(m) for m in lu["ligne 3"][:3]]
    assert masque["ligne 3"][3] == 12


def test_pour_les_migrations_c_est_le_champ_de_django():
    assert TexteCourt(max_length=3).deconstruct()[1:] == ("django.db.models.CharField", [], {"max_length": 3})
    assert Donnees().deconstruct()[1] == "django.db.models.JSONField"


def test_une_expression_reste_une_expression(structure):
    Structure.objects.filter(pk=structure.pk).update(
        observation=Concat(F("nom"), Value(" bis"), output_field=TextField())
    )
    structure.refresh_from_db()
    assert structure.observation.endswith(" bis")


def test_les_colonnes_communes_du_metier_en_sont():
    assert ModeleMetier._meta.get_field("motif_annulation").default_validators == [
        refuser_le_nir,
        refuser_l_inecrivable,
    ]


@pytest.mark.parametrize("intrus", ["\u0001", "\ufffe", "\uffff", "\x00"])
def test_un_caractere_qu_aucun_document_n_ecrit_est_refuse_sur_son_champ(structure, intrus):
    structure.nom = f"Net{intrus}Escaut"
    with pytest.raises(ValidationError) as refuse:
        structure.full_clean()
    assert "retapez-le" in refuse.value.message_dict["nom"][0]
    with pytest.raises(RefusMetier, match="invisible") as refuse, transaction.atomic():
        structure.save()
    assert refuse.value.champ == "nom"


def test_ce_qui_est_lu_d_un_fichier_perd_ce_qui_ne_s_ecrit_pas():
    assert masquer(["a\ufffeb", {"c\x00": 1}]) == ["a b", {"c ": 1}]
