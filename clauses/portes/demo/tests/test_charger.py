"""La démonstration se charge par les services, une fois pour toutes, et raconte ce qu'elle promet."""

from datetime import date
from decimal import Decimal

import pytest
import yaml
from django.contrib.auth.backends import ModelBackend
from django.core.management import call_command

from clauses.avant.projets.models import Projet
from clauses.avant.redaction.models import Piece
from clauses.avant.relecture.models import Relecture
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.models import Famille
from clauses.portes.demo.chargement import charger, comptes_en_clair
from clauses.portes.demo.chiffres import JOURS, relever
from clauses.portes.demo.distribution import SIGLE, STRUCTURES
from clauses.portes.demo.portefeuille import DONNEES as FICHIER
from clauses.portes.demo.tableau_des_chiffres import DOCUMENT, refaire
from clauses.suivi.chiffres.cinq_chiffres import chiffres_des_operations
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from clauses.suivi.marches.models import Clause, Marche, Operation
from clauses.suivi.participants.models import Participant

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)


def test_un_chargement_interrompu_ne_laisse_rien(monkeypatch):
    def panne(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr("clauses.portes.demo.mois.jouer", panne)
    with pytest.raises(KeyboardInterrupt):
        charger(JOUR, par=Acteur.systeme("démonstration"))
    assert not Operation.objects.exists()


@pytest.fixture(scope="module")
def premier(le_temps_du_module):
    return charger(JOUR, par=Acteur.systeme("démonstration"))


def test_la_demonstration_raconte_son_histoire_et_ne_se_double_pas(premier, capsys):
    assert premier.est_nouveau
    assert premier.operations == 4
    assert premier.projets == 4
    assert premier.personnes == 12

    suivies = Operation.objects.filter(porteuse__sigle="MEF des Deux-Rives", etat="en_cours")
    chiffres = chiffres_des_operations(suivies, JOUR)
    assert all(c.engagement > 0 and c.retenu > 0 for c in chiffres.values())
    assert any(c.est_en_retard for c in chiffres.values())
    assert not all(c.est_en_retard for c in chiffres.values())

    assert DeclarationMensuelle.objects.en_retard(JOUR).exists(), "une entreprise est en retard"
    assert LigneHeures.objects.filter(etat="a_corriger").exists(), "un mois est contesté"
    assert DeclarationMensuelle.objects.a_valider().exists(), "des mois attendent la facilitatrice"
    assert DeclarationMensuelle.objects.order_by("mois").first().mois == date(2025, 5, 1), "dix-huit mois"
    assert not EntreeJournal.objects.filter(auteur="").exists()

    avant = EntreeJournal.objects.count()
    call_command("charger_demonstration")
    assert "rien n'est doublé" in capsys.readouterr().out
    assert EntreeJournal.objects.count() == avant
    assert Participant.objects.count() == 12

    comptes = comptes_en_clair()
    assert len(comptes) == 8
    for _, courriel, mot_de_passe in comptes:
        assert ModelBackend().authenticate(None, username=courriel, password=mot_de_passe) is not None, courriel


def test_la_demonstration_montre_chaque_etape_d_avant_le_contrat(premier):
    assert set(Projet.objects.values_list("etat", flat=True)) == {"soumis", "a_l_etude", "ouvert", "sans_clause"}
    marche = Marche.objects.get(projet__isnull=False)
    lots = marche.lots.order_by("numero")
    assert all(clause.heures > 0 for clause in Clause.objects.filter(lot__in=lots).order_by("pk"))
    assert Clause.objects.filter(lot__in=lots).count() == lots.count() == 3
    assert Piece.objects.filter(marche=marche, versions__isnull=False).exists()
    assert marche.dossiers.get().chez == "acheteur"
    relecture = Relecture.objects.get()
    assert relecture.marche == marche
    codes = {r["code"] for piece in relecture.pieces.order_by("rang") for r in piece.remarques}
    assert len(codes) > 3, "la pièce à relire a de quoi dire"
    assert Fournisseur.objects.count() == 23


def test_le_releve_de_ses_chiffres_tombe_juste_et_le_document_montre_ce_qui_bouge(premier):
    releve = relever(SIGLE)
    assert set(releve["chiffres"]) == {jour.isoformat() for jour in JOURS}
    for rangees in releve["chiffres"].values():
        assert len(rangees) == 15, "trois acheteurs, quatre opérations, huit lots"
        for chiffre in ("dues", "validées", "faites"):
            par_lot, par_operation, par_acheteur = (
                sum(Decimal(rangee[chiffre]) for nom, rangee in rangees.items() if est_de(nom))
                for est_de in (
                    lambda nom: " · lot " in nom,
                    lambda nom: " · " not in nom and not nom.startswith("Acheteur"),
                    lambda nom: nom.startswith("Acheteur"),
                )
            )
            assert par_lot == par_operation == par_acheteur > 0
    assert any("· par public ·" in nom for nom in releve["répartitions"])
    avant = refaire(DOCUMENT.read_text(encoding="utf-8"), releve)
    operation = next(nom for nom in releve["chiffres"]["2026-11-30"] if " · " not in nom)
    releve["chiffres"]["2026-11-30"][operation]["dues"] = "12345.00"
    assert "→ **12\u202f345**" not in avant
    assert "→ **12\u202f345**" in refaire(avant, releve)


def test_la_taille_complete_la_demonstration_sans_rien_doubler(premier):
    """Huit marchés demandés : ceux du récit restent, le portefeuille fait le reste, une fois."""
    avant = set(Marche.objects.values_list("pk", flat=True))
    fait = charger(JOUR, par=Acteur.systeme("démonstration"), taille=8)
    assert not fait.est_nouveau
    assert fait.marches == 8
    assert avant < set(Marche.objects.values_list("pk", flat=True))
    nouveaux = Marche.objects.exclude(pk__in=avant)
    assert {m.operation.facilitateur.courriel for m in nouveaux} == {"facilitatrice@exemple.test"}
    assert LigneHeures.objects.filter(lot__marche__in=nouveaux, etat="validee").exists()
    personnes = Participant.objects.count()
    assert charger(JOUR, par=Acteur.systeme("démonstration"), taille=8).marches == 8
    assert Participant.objects.count() == personnes


def test_soixante_marches_font_trente_entreprises_et_trois_acheteurs():
    lu = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
    entreprises = [nom for siennes in lu["entreprises"].values() for nom in siennes]
    assert len(entreprises) + len([s for s in STRUCTURES.values() if s[1] in (Famille.AUTRE, Famille.SIAE)]) == 30
    assert {achat["acheteur"] for achat in lu["achats"]} == {"bailleur", "ville", "syndicat"}
