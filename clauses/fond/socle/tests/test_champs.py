"""Les champs comprennent ce que l'on tape, et redisent ce qu'ils refusent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import timezone

from clauses.fond.socle.catalogue.actes import FAUTES, LotExemple
from clauses.fond.socle.champs import (
    Bloc,
    ChampDate,
    ChampEntier,
    ChampHeures,
    ChampMois,
    ChampMontant,
    ChampNaissance,
    ChampPourcent,
    ChampSiret,
    ChampTexte,
    FormulaireFr,
)

JUSTES = {
    "objet": "Gros œuvre",
    "siret": "356 000 000 00048",
    "instrument": "condition",
    "montant": "1 250 000,50",
    "part": "12,5 %",
    "heures": "7h30",
    "debut": "12/10/2021",
    "premier_mois": "octobre 2021",
}


@pytest.mark.parametrize(
    ("champ", "tape", "lu"),
    [
        (ChampDate(), "12/10/2021", date(2021, 10, 12)),
        (ChampDate(), "12 octobre 2021", date(2021, 10, 12)),
        (ChampMois(), "10/2021", date(2021, 10, 1)),
        (ChampMontant(), "1 250 000,50", Decimal("1250000.50")),
        (ChampMontant(), "1\u202f250\u202f€", Decimal("1250")),
        (ChampHeures(), "7,5", Decimal("7.5")),
        (ChampHeures(), "7h30", Decimal("7.5")),
        (ChampPourcent(), "12,5 %", Decimal("12.5")),
        (ChampEntier(), "1 250", 1250),
        (ChampSiret(), "356 000 000 00048", "35600000000048"),
    ],
)
def test_un_champ_lit_l_ecriture_francaise(champ: forms.Field, tape: str, lu: object) -> None:
    assert champ.clean(tape) == lu


@pytest.mark.parametrize(
    ("champ", "tape", "dit"),
    [
        (ChampDate(), "31/02/2026", "n'existe pas"),
        (ChampDate(maximum=date(2030, 1, 1)), "12/10/2106", "hors de la période"),
        (ChampMontant(), "-5", "négatif"),
        (ChampHeures(maximum=400), "1000", "maximum de 400"),
        (ChampHeures(), "7h75", "75 minutes"),
        (ChampEntier(), "2,5", "entier"),
        (ChampSiret(), "1234567890123", "14"),
        (ChampMois(), "13/2026", "pas de mois 13"),
        (ChampDate(), "", "à remplir"),
    ],
)
def test_un_refus_dit_pourquoi(champ: forms.Field, tape: str, dit: str) -> None:
    with pytest.raises(ValidationError) as refus:
        champ.clean(tape)
    assert dit in refus.value.messages[0]


@pytest.mark.parametrize(
    ("champ", "valeur", "ecrit"),
    [
        (ChampDate(), date(2021, 10, 12), "12/10/2021"),
        (ChampMois(), date(2021, 10, 1), "10/2021"),
        (ChampMontant(), Decimal("1250000.5"), "1\u202f250\u202f000,50"),
        (ChampMontant(), Decimal("1250"), "1\u202f250"),
        (ChampHeures(), Decimal("7.50"), "7,5"),
        (ChampDate(), "31/02/2026", "31/02/2026"),
        (ChampDate(), None, None),
    ],
)
def test_la_valeur_revient_en_francais_et_la_saisie_telle_quelle(
    champ: forms.Field, valeur: object, ecrit: object
) -> None:
    assert champ.prepare_value(valeur) == ecrit


def test_ce_qu_un_champ_ecrit_il_le_relit() -> None:
    for champ, valeur in [
        (ChampDate(), date(2021, 1, 2)),
        (ChampMois(), date(2021, 10, 1)),
        (ChampMontant(), Decimal("1250000.5")),
        (ChampHeures(), Decimal("151.67")),
        (ChampPourcent(), Decimal("12.5")),
        (ChampEntier(), 12500),
    ]:
        assert champ.clean(champ.prepare_value(valeur)) == valeur
        assert not champ.has_changed(valeur, champ.prepare_value(valeur))
    assert ChampDate().has_changed(date(2021, 1, 2), "pas une date")


def test_un_numero_de_securite_sociale_est_refuse_dans_un_texte() -> None:
    champ = ChampTexte(required=False)
    assert champ.clean("  Gros   œuvre ") == "Gros œuvre"
    with pytest.raises(ValidationError, match="sécurité sociale"):
        champ.clean("Yacine 2 84 05 59 350 012 15")


def test_un_formulaire_juste_rend_des_valeurs() -> None:
    form = LotExemple(JUSTES)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["montant"] == Decimal("1250000.50")
    assert form.cleaned_data["premier_mois"] == date(2021, 10, 1)
    assert form.cleaned_data["observations"] == ""


def test_les_blocs_suivent_la_conversation_et_n_oublient_aucun_champ() -> None:
    class Oublieux(FormulaireFr):
        blocs = (Bloc("Un", ("a",)),)
        a = ChampTexte("A")
        b = ChampTexte("B")

    groupes = Oublieux().groupes
    assert [(g.titre, [c.name for c in g.champs]) for g in groupes] == [("Un", ["a"]), ("Autres informations", ["b"])]
    assert [g.titre for g in LotExemple().groupes] == ["Le lot", "Ses chiffres", "Ses dates"]


def rendre(form: FormulaireFr) -> str:
    return Template("{% load clause %}{% formulaire form %}").render(Context({"form": form}))


def test_le_resume_des_erreurs_mene_aux_champs_et_rien_n_est_perdu() -> None:
    html = rendre(LotExemple(FAUTES))
    assert 'role="alert"' in html
    assert '<a href="#id_siret">SIRET de l&#x27;entreprise</a>' in html
    assert '<a href="#id_instrument_0">' in html
    for tape in ("31/02/2026", "7h75", "1234567890123"):
        assert f'value="{tape}"' in html
    assert 'aria-invalid="true"' in html


def test_l_aide_suit_l_intitule_et_le_facultatif_se_dit() -> None:
    html = rendre(LotExemple())
    assert html.index("Quatorze chiffres") < html.index('name="siret"')
    assert 'aria-describedby="id_siret_helptext"' in html
    assert 'id="id_siret_helptext"' in html
    assert html.count('class="facultatif"') == 2
    assert "<legend" in html
    assert "resume-erreurs" not in html
    assert "is-valid" not in html


@pytest.mark.parametrize(
    ("ecrite", "lue"),
    [
        ("15/10/26", date(2026, 10, 15)),
        ("15-10-98", date(1998, 10, 15)),
        ("15 octobre 26", date(2026, 10, 15)),
        ("1.2.89", date(2089, 2, 1)),
        ("01/01/90", date(1990, 1, 1)),
    ],
)
def test_l_annee_de_deux_chiffres_d_un_acte_n_a_qu_un_siecle(ecrite: str, lue: date) -> None:
    assert ChampDate().clean(ecrite) == lue


def test_une_naissance_n_est_jamais_a_venir_et_demande_son_siecle_s_il_y_en_a_deux() -> None:
    champ, jour = ChampNaissance(), timezone.localdate()
    assert champ.clean("12/03/94") == date(1994, 3, 12)
    assert champ.clean("12/03/1926") == date(1926, 3, 12)
    with pytest.raises(ValidationError, match="deux chiffres peut être"):
        champ.clean(f"01/01/{jour:%y}")
    for a_venir in (jour + timedelta(days=1), date(2089, 1, 1), date(1910, 1, 1)):
        with pytest.raises(ValidationError, match="hors de la période"):
            champ.clean(f"{a_venir:%d/%m/%Y}")
