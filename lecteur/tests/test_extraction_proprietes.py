"""Ce qui doit tenir sur n'importe quel texte : la citation exacte, la longueur, l'absence d'invention."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from lecteur.extraction import Texte, extraire
from lecteur.extraction.normalisation import replier
from regles.publics import CRITERES

MORCEAUX = st.sampled_from(
    [
        "Clause d'insertion sociale",
        "lot n° 3",
        "lots 1, 2 et 4",
        "tranche ferme",
        "TO1",
        "1 200 heures",
        "35h",
        "5 %",
        "des heures travaillées",
        "par tranche de 10 000 € HT",
        "au-delà de 90 000 €",
        "de 9 h à 17 h",
        "sous 48 heures",
        "Article 9",
        "marché réservé aux entreprises adaptées",
        "travailleurs handicapés",
        "RSA",
        "jeunes de moins de 26 ans",
        "60 € par heure non réalisée",
        "sans objet",
        "personnes éloignées de l’emploi",
        "facilitateur",
        "a@b.fr",
        ":",
        ";",
        ".",
        "\n",
        "|",
        "–",
        "(",
        ")",
        "…",
        "œuvre",
        "ne comporte pas",
        "minimum",
        "soit",
        "respectivement",
        "critère 10 %",
        "140 heuresLot 13",
        "oTranche ferme : 70 hlot 2",
        "peinture300 heures",
        "au lieu de 900 heures",
        "lire 600",
        "réservé à des SIAE : non",
    ]
)
TEXTES = st.one_of(st.lists(MORCEAUX, max_size=25).map(" ".join), st.text(max_size=200))


@settings(max_examples=300, deadline=None)
@given(TEXTES)
def test_toute_citation_est_dans_le_texte(chaine: str) -> None:
    texte = Texte.depuis(chaine)
    for passage in extraire(texte).citations():
        assert texte.citation(passage) == passage.texte


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_replier_garde_la_place_de_chaque_caractere(chaine: str) -> None:
    assert len(replier(chaine)) == len(chaine)


@settings(max_examples=200, deadline=None)
@given(TEXTES)
def test_les_codes_sont_connus_et_les_heures_positives(chaine: str) -> None:
    lecture = extraire(Texte.depuis(chaine))
    assert all(p.code in CRITERES for p in lecture.publics)
    assert all(v.heures > 0 for v in lecture.volumes)
    assert not (lecture.niee and lecture.parle_d_insertion)


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=3, max_value=99_999), st.sampled_from([" heures", "h", " H", "\u00a0heures", "\u202fh"]))
def test_un_volume_ecrit_est_retrouve(heures: int, unite: str) -> None:
    ecrit = f"{heures:,}".replace(",", "\u202f")
    lecture = extraire(
        Texte.depuis(f"Le titulaire réalise au titre de la clause d'insertion {ecrit}{unite} d'insertion.")
    )
    assert [v.heures for v in lecture.volumes] == [Decimal(heures)]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(min_value=3, max_value=9_999), min_size=1, max_size=8))
def test_chaque_lot_garde_ses_heures(heures: list[int]) -> None:
    lignes = "\n".join(f"Lot n° {rang} – Corps d'état : {h} heures" for rang, h in enumerate(heures, 1))
    lecture = extraire(Texte.depuis(f"Clause d'insertion sociale\n{lignes}"))
    assert [(v.lot, v.heures) for v in lecture.volumes] == [(str(r), Decimal(h)) for r, h in enumerate(heures, 1)]


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 300), st.integers(1, 900), st.integers(1, 90))
def test_une_formule_de_facturation_est_retrouvee(heures: int, milliers: int, seuil: int) -> None:
    texte = (
        f"Clause d'insertion : {heures} heures par tranche de {milliers} 000 € HT facturée, "
        f"à partir d'un seuil de {seuil + 900} 000 € HT."
    )
    (formule,) = extraire(Texte.depuis(texte)).formules
    assert (formule.heures_par_tranche, formule.montant_tranche_ht) == (heures, milliers * 1000)
    assert formule.seuil_ht == (seuil + 900) * 1000
