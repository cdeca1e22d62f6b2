"""L'export des contrats de l'outil du métier : ce qu'il crée, ce qu'il retrouve, ce qu'il refuse."""

from datetime import date
from decimal import Decimal

import pytest
from stdnum.fr import siret

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.fond.territoires.models import Commune, Departement
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.imports.verification import verifier_fichier
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, LigneHeures
from clauses.suivi.declarations.services.contrats import annuler_contrat
from clauses.suivi.declarations.tests import classeurs, fabriques
from clauses.suivi.marches.models import Lot, Marche, Operation, Programme
from clauses.suivi.participants.models import CritereParticipant, Eligibilite, Participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def equipe(porteuse):
    return comptes.facilitateur(porteuse).en_acteur()


@pytest.fixture
def verifier(porteuse, equipe):
    return lambda contenu, nom="contrats.xlsx", **options: verifier_fichier(contenu, nom, porteuse, equipe, **options)


@pytest.fixture
def importer(equipe):
    def importe(contenu, nom="contrats.xlsx", **options):
        return service.appliquer(service.deposer(contenu, nom, par=equipe, **options), par=equipe)

    return importe


def totaux(depose):
    return tuple(depose.rapport[cle] for cle in ("crees", "mis_a_jour", "inchanges", "refuses"))


def seul_refus(rapport):
    (sort,) = [s for s in rapport.verdicts if s.issue == "refuse"]
    return sort


def test_une_ligne_cree_toute_la_chaine(importer):
    depose = importer(classeurs.contrats({}))
    assert totaux(depose) == (1, 0, 0, 0)
    contrat = ContratInsertion.objects.select_related("participant", "employeur", "entreprise_utilisatrice").get()
    assert (contrat.modalite, contrat.type_contrat, contrat.code_rome) == ("mise_a_disposition", "ctti", "N1104")
    assert (contrat.metier, contrat.contrat_apres, contrat.date_fin) == ("Manœuvre", "oui", date(2026, 6, 30))
    assert (contrat.employeur.nature, contrat.employeur.siret) == ("etti", None)
    assert contrat.entreprise_utilisatrice.nom == "Bâtisseurs de l'Escaut"
    operation = Operation.objects.get()
    assert (operation.est_anru, operation.donneur_d_ordre.nom) == (True, "Habitat des Trois-Canaux")
    assert Programme.objects.get().nature == "npnru"
    lot = Lot.objects.get()
    assert AffectationLot.objects.get(contrat=contrat).lot == lot
    ligne = LigneHeures.objects.get()
    assert (ligne.etat, ligne.source, ligne.depuis, ligne.mois) == (
        "soumise",
        "import",
        date(2026, 2, 1),
        date(2026, 6, 1),
    )
    assert (ligne.heures_travaillees, ligne.heures_formation) == (Decimal("412.5"), Decimal(14))


def test_un_etat_se_juge_au_debut_du_contrat(importer):
    # Le contrat de 2026 commence le 9 février : la reconnaissance finie la veille ne vaut pas, celle du jour vaut.
    importer(classeurs.contrats({"Statut": "RQTH jusqu'au 08/02/2026 ; RSA jusqu'au 09/02/2026"}))
    assert list(CritereParticipant.objects.values_list("code", flat=True)) == ["rsa"]


def test_une_personne_que_l_export_ne_nomme_pas_est_reprise_sans_rien_inventer(importer):
    importer(classeurs.contrats({}))
    personne = Participant.objects.get()
    assert str(personne).startswith("Personne reprise n° ")
    assert (personne.sexe, personne.niveau, personne.qpv, personne.date_naissance) == ("H", "niveau3", "oui", None)
    assert "34 ans" in personne.observation
    criteres = CritereParticipant.objects.order_by("code")
    assert [c.code for c in criteres] == ["deld", "rsa"]
    assert all(c.vue_le is None and "non revue" in c.precision for c in criteres)
    assert personne.prescripteur is None  # « adjudicataire » n'est pas un prescripteur


def test_le_meme_fichier_deux_fois_ne_change_rien(importer):
    contenu = classeurs.contrats({}, {"Age": 51}, {"Age": 51, "Nombre d heures": 90}, {"Commune": "Anzin"})
    assert totaux(importer(contenu)) == (4, 0, 0, 0)
    comptes_avant = [m.objects.count() for m in (ContratInsertion, Participant, Structure, Operation, LigneHeures)]
    journal = EntreeJournal.objects.exclude(table__contains="importheures").count()
    assert totaux(importer(contenu)) == (0, 0, 4, 0)
    assert [
        m.objects.count() for m in (ContratInsertion, Participant, Structure, Operation, LigneHeures)
    ] == comptes_avant
    assert EntreeJournal.objects.exclude(table__contains="importheures").count() == journal


def test_la_structure_connue_est_retrouvee_sans_accents_ni_casse(importer, porteuse):
    etti = structures.etti(porteuse, nom="ESCAUT INTERIM INSERTION")
    importer(classeurs.contrats({}))
    assert ContratInsertion.objects.get().employeur == etti
    assert not Structure.objects.filter(nom="Escaut Intérim Insertion").exists()


def test_un_siret_l_emporte_sur_le_nom(importer, porteuse):
    etti = structures.etti(porteuse, nom="Un tout autre nom")
    entetes = (*classeurs.ENTETES_CONTRATS, "SIRET employeur")
    importer(classeurs.contrats({"SIRET employeur": etti.siret}, entetes=entetes))
    assert ContratInsertion.objects.get().employeur == etti


def test_les_heures_et_la_fin_qui_changent_mettent_a_jour_le_meme_contrat(importer):
    importer(classeurs.contrats({}))
    depose = importer(classeurs.contrats({"Nombre d heures": 500, "Fin contrat": date(2026, 8, 31), "Age": 35}))
    assert totaux(depose) == (0, 1, 0, 0)
    assert ContratInsertion.objects.get().date_fin == date(2026, 8, 31)
    ligne = LigneHeures.objects.get()
    assert (ligne.heures_travaillees, ligne.mois) == (500, date(2026, 8, 1))


def test_une_case_vide_n_efface_rien(importer):
    importer(classeurs.contrats({}))
    vides = {"Fin contrat": None, "Contrat": None, "Contrat après": None, "Statut": None, "Commune": "Valenciennes"}
    assert totaux(importer(classeurs.contrats(vides))) == (0, 0, 1, 0)
    assert ContratInsertion.objects.get().type_contrat == "ctti"


def test_un_contrat_en_cours_couvre_jusqu_au_dernier_mois_entier(importer):
    importer(classeurs.contrats({"Fin contrat": None}), arrete_au=date(2026, 9, 12))
    assert LigneHeures.objects.get().mois == date(2026, 8, 1)
    # Rejoué plus tard, sans heures nouvelles, la période ne grandit pas.
    assert totaux(importer(classeurs.contrats({"Fin contrat": None}))) == (0, 0, 1, 0)


def test_des_mois_declares_ici_depuis_ne_sont_pas_comptes_deux_fois(importer, verifier, porteuse):
    importer(classeurs.contrats({"Fin contrat": None}), arrete_au=date(2026, 9, 12))
    contrat, lot = ContratInsertion.objects.get(), Lot.objects.get()
    fabriques.ligne(contrat, lot, date(2026, 9, 1))
    sort = seul_refus(verifier(classeurs.contrats({"Fin contrat": None, "Nombre d heures": 600})))
    assert "septembre 2026" in sort.motif
    assert "août 2026" in sort.remede


def test_un_contrat_annule_ici_ne_revient_pas(importer, equipe):
    importer(classeurs.contrats({}))
    annuler_contrat(ContratInsertion.objects.get(), par=equipe, motif="Doublon")
    depose = importer(classeurs.contrats({"Nombre d heures": 500}))
    assert totaux(depose) == (0, 0, 1, 0)
    assert ContratInsertion.objects.get().est_annule


def test_un_cumul_valide_ne_change_plus_par_un_fichier(importer, verifier):
    importer(classeurs.contrats({}), est_deja_valide=True)
    sort = seul_refus(verifier(classeurs.contrats({"Nombre d heures": 500})))
    assert (sort.champ, "la ligne de ce cumul repris est validée, elle" in sort.motif, "rouvrir" in sort.remede) == (
        "Nombre d heures",
        True,
        True,
    )


def test_deja_validees_les_regles_retiennent_et_l_eligibilite_est_reprise(importer):
    depose = importer(classeurs.contrats({}, {"Age": 40, "Fin contrat": date(2029, 6, 30)}), est_deja_valide=True)
    assert depose.message.startswith("2\u00a0cumuls validés")
    ligne = LigneHeures.objects.order_by("pk").first()
    assert ligne.etat == "validee"
    assert ligne.retenu_travail == Decimal("412.5")
    assert ligne.retenu_formation == 14  # le CTTI comprend la formation
    assert "déjà validées" in ligne.observation
    assert ligne.decision["motif"]
    eligibilite = Eligibilite.objects.filter(participant=ligne.contrat.participant).get()
    assert (eligibilite.date_entree, eligibilite.version_regle) == (date(2026, 2, 9), "reprise de l'outil précédent")
    entree = EntreeJournal.objects.filter(table="participants_eligibilite").first()
    assert "déjà validées dans l'ancien outil" in entree.motif


def test_sans_cette_demande_un_facilitateur_valide(importer):
    importer(classeurs.contrats({}))
    assert not Eligibilite.objects.exists()
    assert LigneHeures.objects.get().etat == "soumise"


def test_une_ligne_refusee_ne_perd_pas_les_autres_et_n_ecrit_rien_d_elle(importer):
    depose = importer(classeurs.contrats({}, {"Employeur": "Autre employeur", "Nombre d heures": "beaucoup"}))
    assert totaux(depose) == (1, 0, 0, 1)
    assert ContratInsertion.objects.count() == 1
    assert not Structure.objects.filter(nom="Autre employeur").exists()


REFUS = (
    ({"Début contrat": None}, "Début contrat", "Écrire la date"),
    ({"Fin contrat": date(2106, 1, 1)}, "Fin contrat", "Vérifier l'année"),
    ({"Fin contrat": date(2025, 1, 1)}, "Fin contrat", "Corriger"),
    ({"Début contrat": "31/02/2026"}, "Début contrat", "Écrire la date"),
    ({"Modalité": "Téléportation"}, "Modalité", "Embauche directe"),
    ({"Nombre d heures": "douze"}, "Nombre d heures", "Écrire des heures"),
    ({"Nombre d heures": -3}, "Nombre d heures", "Vérifier"),
    ({"Nombre d heures": 1000, "Fin contrat": date(2026, 3, 8)}, "Nombre d heures", "Vérifier"),
    ({"Début contrat": date(2027, 1, 1), "Fin contrat": None}, "Nombre d heures", "Vérifier"),
    ({"Employeur": '=HYPERLINK("http://exemple.test")'}, "Employeur", "coller"),
    ({"Employeur": None}, "Employeur", "Remplir"),
    ({"Maitre d ouvrage": None, "Opération": "Une autre"}, "Maitre d ouvrage", "ouvrir d'abord"),
    ({"Appellation métier": "dossier 1 85 05 59 350 012 34"}, "Appellation métier", "retirer"),
)


@pytest.mark.parametrize(("changement", "champ", "remede"), REFUS)
def test_le_refus_nomme_la_ligne_la_colonne_et_le_remede(verifier, changement, champ, remede):
    sort = seul_refus(verifier(classeurs.contrats({}, changement)))
    assert (sort.ligne, sort.champ) == (3, champ)
    assert sort.motif
    assert remede.lower().replace("coller", "collage") in sort.remede.lower()


FACULTATIFS = (
    ({"Code Postal": "593"}, "code_postal", "", "Code Postal"),
    ({"Code Postal": "L-1234"}, "code_postal", "", "Code Postal"),
    ({"Code Postal": 1000, "Commune": "Bourg"}, "code_postal", "01000", "zéro perdu"),
    ({"Code Postal": 7700, "Commune": "Mouscron"}, "code_postal", "", "un code étranger"),
    ({"Date de naissance": "00/00/1990"}, "date_naissance", None, "Date de naissance"),
    ({"Date de naissance": date(2031, 1, 1)}, "date_naissance", None, "Date de naissance"),
)


@pytest.mark.parametrize(("changement", "champ", "attendu", "remarque"), FACULTATIFS)
def test_un_champ_facultatif_illisible_est_laisse_vide_et_dit(importer, changement, champ, attendu, remarque):
    ain, ardeche = (
        Departement.objects.get_or_create(code=c, defaults={"nom": n})[0] for c, n in (("01", "Ain"), ("07", "Ardèche"))
    )
    for code, nom, departement in (("01053", "Bourg-en-Bresse", ain), ("07042", "Bourg-Saint-Andéol", ardeche)):
        Commune.objects.get_or_create(code=code, defaults={"nom": nom, "departement": departement})
    entetes = ("Nom", "Prénom", "Date de naissance", *classeurs.ENTETES_CONTRATS)
    depose = importer(classeurs.contrats({"Nom": "Inventé", "Prénom": "Paul", **changement}, entetes=entetes))
    assert totaux(depose) == (1, 0, 0, 0)
    assert getattr(Participant.objects.get(), champ) == attendu
    assert remarque in str(depose.rapport["motifs"])


@pytest.mark.parametrize("ecrit", ["31/12/9999", date(9999, 12, 31), "31/12/2099", "01/01/2999"])
def test_une_fin_qui_veut_dire_jamais_est_laissee_vide_et_dite(importer, ecrit):
    depose = importer(classeurs.contrats({"Fin contrat": ecrit}))
    assert totaux(depose) == (1, 0, 0, 0)
    assert ContratInsertion.objects.get().date_fin is None
    assert "veut dire sans fin" in str(depose.rapport["motifs"])


@pytest.mark.parametrize("champ", ["Nombre d heures", "Fin contrat", "Employeur", "Commune"])
def test_une_case_en_erreur_refuse_la_ligne_et_se_nomme(verifier, champ):
    sort = seul_refus(verifier(classeurs.contrats({}, {champ: "#REF!"})))
    assert (sort.ligne, sort.champ, sort.valeur) == (3, champ, "#REF!")
    assert "une erreur du tableur" in sort.motif


def test_un_numero_de_securite_sociale_n_est_pas_recopie_dans_le_rapport(verifier):
    sort = seul_refus(verifier(classeurs.contrats({"Appellation métier": "1850559350012 34"})))
    assert "1850559" not in str(sort)


def test_un_siret_de_treize_chiffres_n_est_repare_que_si_la_cle_le_confirme(verifier):
    entetes = (*classeurs.ENTETES_CONTRATS, "SIRET")
    entier = structures.siret_fictif(1)
    zero_en_tete = next(n for n in (f"01234567400{n:03d}" for n in range(1000)) if siret.is_valid(n))
    repare = verifier(classeurs.contrats({"SIRET": zero_en_tete[1:]}, entetes=entetes))
    assert [s.issue for s in repare.verdicts] == ["cree"]
    assert "zéro perdu" in repare.verdicts[0].motif
    mauvais = seul_refus(verifier(classeurs.contrats({"SIRET": entier[:-1]}, entetes=entetes)))
    assert (mauvais.champ, "13 chiffres" in mauvais.motif) == ("SIRET de l'employeur", True)


@pytest.mark.parametrize(
    ("separateur", "encodage"), [(";", "utf-8-sig"), (",", "utf-8"), (";", "cp1252"), ("\t", "utf-16")]
)
def test_le_csv_dit_la_meme_chose_que_le_classeur(verifier, separateur, encodage):
    premiere, *autres = (nom.upper().replace("É", "E") for nom in classeurs.ENTETES_CONTRATS)
    melangees = (premiere, *reversed(autres))
    ligne = {nom.upper().replace("É", "E"): valeur for nom, valeur in classeurs.CONTRAT.items()}
    contenu = classeurs.en_csv(melangees, [ligne], separateur=separateur, encodage=encodage)
    rapport = verifier(contenu, "contrats.csv")
    assert [s.issue for s in rapport.verdicts] == ["cree"], rapport.verdicts
    assert any("CUCS" in avis for avis in rapport.avertissements)


def test_deux_contrats_d_une_personne_nommee_sont_une_seule_personne(importer):
    entetes = ("Dossier", *classeurs.ENTETES_CONTRATS)
    importer(
        classeurs.contrats(
            {"Dossier": 77},
            {"Dossier": 77, "Début contrat": date(2026, 7, 6), "Fin contrat": date(2026, 9, 4)},
            entetes=entetes,
        )
    )
    assert Participant.objects.get().dossier == "77"
    assert ContratInsertion.objects.count() == 2
    importer(classeurs.participants({"Dossier": 77, "Nom": "Inventé", "Prénom": "Paul"}), "participants.xlsx")
    assert str(Participant.objects.get()) == "Paul Inventé"


def test_une_autre_porteuse_ne_retrouve_rien_de_la_premiere(importer):
    importer(classeurs.contrats({}))
    ailleurs = comptes.facilitateur(structures.porteuse("Une autre porteuse (fictive)")).en_acteur()
    depose = service.deposer(classeurs.contrats({}), "contrats.xlsx", par=ailleurs)
    assert totaux(service.appliquer(depose, par=ailleurs)) == (1, 0, 0, 0)
    assert Operation.objects.count() == 2
    assert Marche.objects.filter(porteuse_id=ailleurs.porteuse_id).count() == 1
