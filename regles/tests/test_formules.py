"""Chaque famille de formules tient son contrat ; et ce qui ne le tient pas est refusé."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from regles.engagement import FaitsEngagement, FaitsIncoherents, attendu, engagement, exigible
from regles.formules import FAMILLES, MODELES, proposee, tous_les_termes
from regles.formules.contrat import Formule
from regles.formules.facturation import Facturation
from regles.formules.faits import HeuresTravaillees, Mouvement, NatureTranche, Reconduction, Tranche
from regles.formules.termes import Nature

JOUR = date(2026, 6, 30)
TOUTES = pytest.mark.parametrize("famille", FAMILLES.values(), ids=lambda f: f.code)


def remplie(famille: type[Formule]) -> Formule:
    """La formule, ses nombres à 5."""
    cinq = {t.nom: Decimal(5) for t in famille.termes() if t.est_un_nombre}
    return famille.depuis(cinq)


def faits_de(clause: Formule) -> FaitsEngagement:
    """Un lot de deux ans dont on sait tout ce qu'une formule peut lire."""
    return FaitsEngagement(
        clause=clause,
        debut=date(2026, 1, 1),
        fin=date(2027, 12, 31),
        notifie_le=date(2026, 1, 1),
        tranches=(Tranche(nature=NatureTranche.FERME, heures=Decimal(40)),),
        reconductions=(Reconduction(duree_mois=12),),
        commandes=(Mouvement(jour=JOUR, montant_ht=Decimal(1000)),),
        factures=(Mouvement(jour=JOUR, montant_ht=Decimal(500)),),
        heures_travaillees=(HeuresTravaillees(jour=JOUR, heures=Decimal(900)),),
    )


@TOUTES
def test_une_famille_dit_tout_ce_qu_on_lui_demande(famille):
    assert famille.code == famille.code.lower()
    assert len(famille.code) <= 18, "la colonne « formule » n'en garde pas plus"
    assert famille.nom[0].isupper()
    assert famille.en_bref[0].islower()
    phrase = remplie(famille).phrase()
    assert phrase.endswith(".")
    assert "insertion" in phrase
    assert "'" not in phrase
    for terme in famille.termes():
        assert terme.libelle[0].islower()
        assert terme.nature != Nature.CHOIX or {c.valeur for c in terme.choix} >= {terme.defaut, terme.d_avance}


@TOUTES
def test_ses_trois_chiffres_se_calculent_et_se_justifient(famille):
    faits = faits_de(remplie(famille))
    du = engagement(faits)
    assert du.valeur == du.dont_reel + du.dont_prevu
    for decision in (du, exigible(faits, JOUR), attendu(faits, JOUR)):
        assert decision.valeur is not None
        assert decision.references
        assert decision.detail
        assert "insertion" in decision.motif or "Courbe" in decision.motif


@TOUTES
def test_un_terme_exige_qui_manque_est_nomme(famille):
    for terme in famille.termes():
        if terme.est_exige:
            cinq = {t.nom: Decimal(5) for t in famille.termes() if t.est_un_nombre and t.nom != terme.nom}
            with pytest.raises(FaitsIncoherents, match=terme.nom):
                famille.depuis(cinq)


@TOUTES
def test_un_terme_negatif_est_refuse(famille):
    for terme in famille.termes():
        if terme.est_un_nombre:
            cinq = {t.nom: Decimal(5) for t in famille.termes() if t.est_un_nombre}
            with pytest.raises(FaitsIncoherents, match="négatif"):
                famille.depuis(cinq | {terme.nom: Decimal(-1)})


def test_une_division_par_zero_ou_un_choix_inconnu_sont_refuses():
    with pytest.raises(FaitsIncoherents, match="supérieur à zéro"):
        Facturation(heures_par_tranche=Decimal(1), montant_tranche_ht=Decimal(0))
    with pytest.raises(FaitsIncoherents, match="lecture_seuil"):
        Facturation(heures_par_tranche=Decimal(1), montant_tranche_ht=Decimal(1), lecture_seuil="au hasard")


def test_la_clause_ugap_se_dit_en_toutes_lettres():
    famille, ugap = MODELES["ugap"]
    phrase = famille.depuis(ugap.termes).phrase()
    assert phrase.startswith("220\u00a0heures d’insertion par tranche de 100\u202f000\u202f€ HT facturés, à partir de")
    assert "tranches entières" in phrase
    assert "lecture rétroactive" in phrase
    assert "montants commandés" in phrase


def test_l_ordre_est_celui_qui_est_ecrit():
    assert list(FAMILLES) == ["fixe", "tranches", "annuelle", "pourcentage_heures", "jeunes_outre_mer", "facturation"]
    assert [f.rang for f in FAMILLES.values()] == sorted({f.rang for f in FAMILLES.values()})


def test_une_famille_qui_tait_l_abstrait_ne_se_construit_pas():
    @dataclass(frozen=True, kw_only=True)
    class Muette(Formule):
        code = "muette"

    with pytest.raises(TypeError, match="abstract"):
        Muette()


def test_la_methode_de_calibrage_appelle_sa_formule():
    appelees = [
        ("main_d_oeuvre", {}, "fixe"),
        ("fixe", {}, "fixe"),
        ("fixe", {"heures_par_an": 120}, "annuelle"),
        ("fixe", {"tranches": [1], "heures_par_an": 120}, "tranches"),
        ("pourcentage", {}, "pourcentage_heures"),
        ("facturation", {}, "facturation"),
    ]
    assert [proposee(methode, donnees).code for methode, donnees, _ in appelees] == [code for *_, code in appelees]


def test_un_terme_partage_est_le_meme_partout():
    assert set(tous_les_termes()) == {t.nom for f in FAMILLES.values() for t in f.termes()}
