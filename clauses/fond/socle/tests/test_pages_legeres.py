"""Ce que l'on écrit ou lit plus court que Django dit la même chose que lui."""

from uuid import uuid4

import pytest
from django import forms
from django.core.paginator import Paginator
from django.test import override_settings
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from clauses.fond.socle.adresses import adresse_de
from clauses.fond.socle.feuilles import feuilleter
from clauses.fond.socle.selection import ListeDeroulante, dessiner
from clauses.fond.socle.tableau import echapper
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures


class Filtre(forms.Form):
    etat = forms.ChoiceField(required=False, choices=[("", "Tous"), ("a", "L'un & l'autre"), ("b", "<B>")])
    rang = forms.TypedChoiceField(choices=[(1, "Un"), (2, "Deux")], coerce=int, initial=2)
    groupe = forms.ChoiceField(required=False, choices=[("G", [("x", "X")])])
    porteuse = forms.ModelChoiceField(StructurePorteuse.objects.order_by("nom"), required=False, empty_label="Toutes")
    texte = forms.CharField(required=False)


def sans_blanc(html: str) -> str:
    return "".join(morceau.strip() for morceau in html.replace("<", "\n<").replace(">", ">\n").split("\n"))


@pytest.mark.django_db
@pytest.mark.parametrize("donnees", [None, {"etat": "a", "rang": "1"}, {"etat": "inconnu"}])
def test_une_liste_deroulante_est_celle_de_django(donnees):
    choisie = structures.porteuse("Été & co")
    filtre = Filtre(donnees and {**donnees, "porteuse": str(choisie.pk)})
    for champ in filtre:
        rendue, attendue = sans_blanc(dessiner(champ)), sans_blanc(champ.as_widget())
        debut, *options = rendue.split("<option")
        debut_attendu, *options_attendues = attendue.split("<option")
        assert options == options_attendues
        assert sorted(debut.rstrip(">").split()) == sorted(debut_attendu.rstrip(">").split())
    assert isinstance(ListeDeroulante(), forms.Select)


@pytest.mark.django_db
def test_une_liste_deroulante_de_la_base_tient_en_une_requete(django_assert_num_queries):
    structures.porteuse()
    with django_assert_num_queries(1):
        dessiner(Filtre()["porteuse"])


@pytest.mark.parametrize("valeur", ["<b>", 'l\'eau & le "sel"', mark_safe("<b>"), "", "é"])
def test_ce_qui_s_echappe_s_echappe_comme_chez_django(valeur):
    assert echapper(valeur) == conditional_escape(valeur)


def test_une_adresse_est_celle_de_django():
    cle = uuid4()
    assert adresse_de("marches:operation_modifier", cle) == reverse("marches:operation_modifier", args=[cle])
    assert adresse_de("marches:operations") == reverse("marches:operations")
    with override_settings(FORCE_SCRIPT_NAME="/clause"):
        assert adresse_de("marches:operations") == reverse("marches:operations")


@pytest.mark.django_db
def test_parmi_donne_les_memes_lignes_que_in():
    porteuse = structures.porteuse()
    toutes = [structures.structure(porteuse, f"Structure {n}") for n in range(3)]
    for choisies in (toutes[:2], toutes, []):
        cles = [s.pk for s in choisies]
        assert set(Structure.objects.filter(pk__parmi=cles)) == set(Structure.objects.filter(pk__in=cles))
        assert set(Structure.objects.filter(pk__parmi=choisies)) == set(choisies)
        assert set(Structure.objects.exclude(pk__parmi=cles)) == set(Structure.objects.exclude(pk__in=cles))
    assert Structure.objects.filter(porteuse__parmi=[porteuse]).count() == Structure.objects.count()
    with pytest.raises(TypeError, match="n'est pas une clé"):
        Structure.objects.filter(pk__parmi=["1' OR true"])


@pytest.mark.django_db
@pytest.mark.parametrize("numero", [None, "", "1", "2", "3", "4", "99", "0", "-1", "deux", "²", "1" * 30])
@pytest.mark.parametrize("combien", [0, 3, 7])
def test_une_feuille_est_celle_du_paginateur_de_django(numero, combien):
    porteuse = structures.porteuse()
    for rang in range(combien):
        structures.structure(porteuse, f"Structure {rang}")
    toutes = Structure.objects.order_by("nom", "pk")
    attendue = Paginator(toutes, 3).get_page(numero)
    rendue = feuilleter(toutes, 3, numero)
    assert list(rendue) == list(attendue)
    assert (rendue.number, rendue.has_next(), rendue.has_previous()) == (
        attendue.number,
        attendue.has_next(),
        attendue.has_previous(),
    )
    assert (rendue.paginator.count, rendue.paginator.num_pages) == (combien, attendue.paginator.num_pages)
