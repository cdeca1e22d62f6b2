"""Ce qu'on casse exprès : une faute qu'une main distraite ferait, et les tests qui doivent la voir.

`avant` se lit une fois, et une seule, dans `fichier` (`tests/coherence/test_eprouver.py`) : un code qui change refait sa
ligne ici. Les tests nommés sont ceux de la tranche, sans navigateur ; un contrôle général (la documentation à jour, le
format) ne compte pas.
"""

from dataclasses import dataclass
from typing import Literal

SUIVI, AVANT, FOND, PILOTAGE = "clauses/suivi", "clauses/avant", "clauses/fond", "clauses/pilotage"
CAS = ("regles/tests/test_cas.py",)


@dataclass(frozen=True)
class Mutation:
    """`genre` : « règle » (dans `regles/`), « droit » (qui voit, qui fait), « écran » (ce qui se lit, s'écrit, entre)."""

    nom: str
    genre: Literal["règle", "droit", "écran"]
    fichier: str
    avant: str
    apres: str
    essais: tuple[str, ...]


REGLES = (
    Mutation(
        "un seuil atteint au centime près ne déclenche plus rien", "règle", "regles/formules/facturation.py",
        "if assiette < self.seuil_ht:", "if assiette <= self.seuil_ht:", CAS,
    ),
    Mutation(
        "la franchise compte depuis le premier euro", "règle", "regles/formules/facturation.py",
        "base = max(ZERO, facture - self.seuil_ht)", "base = max(ZERO, facture)", CAS,
    ),
    Mutation(
        "une tranche entamée compte au prorata", "règle", "regles/formules/facturation.py",
        "tranches = Decimal(base // self.montant_tranche_ht)", "tranches = base / self.montant_tranche_ht", CAS,
    ),
    Mutation(
        "une reconduction à venir engage ses heures", "règle", "regles/formules/annuelle.py",
        "mois = duree_initiale(faits) + sum(r.duree_mois for r in faits.reconductions if r.faite_au(jour))",
        "mois = duree_initiale(faits) + sum(r.duree_mois for r in faits.reconductions)", CAS,
    ),
    Mutation(
        "une tranche optionnelle se doit sans être affermie", "règle", "regles/formules/tranches.py",
        "if tranche.due_au(jour):", "if tranche.heures:", CAS,
    ),
    Mutation(
        "les deux lectures de la résiliation s'échangent", "règle", "regles/engagement.py",
        "lecture_resiliation == LectureResiliation.PRORATA", "lecture_resiliation != LectureResiliation.PRORATA", CAS,
    ),
    Mutation(
        "le plus haut de deux plafonds l'emporte", "règle", "regles/penalites.py",
        "return min(plafonds)", "return max(plafonds)", CAS,
    ),
    Mutation(
        "une pénalité se doit sans mise en demeure", "règle", "regles/penalites.py",
        "mise_en_demeure_exigee and not faits.mise_en_demeure_faite and brut", "mise_en_demeure_exigee and faits.mise_en_demeure_faite and brut", CAS,
    ),
    Mutation(
        "on est jeune le jour de ses 26 ans", "règle", "regles/eligibilite.py",
        "faits.entree_le < limite else", "faits.entree_le <= limite else", CAS,
    ),
    Mutation(
        "une pièce périmée prouve encore", "règle", "regles/eligibilite.py",
        "piece.valable_au < faits.entree_le", "piece.valable_au > faits.entree_le", CAS,
    ),
    Mutation(
        "la formation compte quand la clause l'exclut", "règle", "regles/execution.py",
        "if not faits.formation_comptee:", "if faits.formation_comptee:", CAS,
    ),
    Mutation(
        "les restes du partage vont aux plus faibles", "règle", "regles/repartition.py",
        "(parts[i] - exactes[i], i)", "(exactes[i] - parts[i], i)", CAS,
    ),
    Mutation(
        "chacun joue hors de son tour", "règle", "regles/circuit.py",
        "if jeu.a_son_tour and chez != partie:", "if jeu.a_son_tour and not chez:", ("regles/tests/test_circuit.py",),
    ),
    Mutation(
        "un compte se garde trois ans", "règle", "regles/conservation.py",
        '"compte", "Compte d\'utilisateur", 24', '"compte", "Compte d\'utilisateur", 36', CAS,
    ),
    Mutation(
        "un cas attend cent euros de trop", "règle", "regles/tests/cas/penalites.yaml",
        "attendu: 3 300 €", "attendu: 3 400 €", CAS,
    ),
)  # fmt: skip

DROITS = (
    Mutation(
        "l'acheteur lit le nom des personnes d'un bilan", "droit", f"{PILOTAGE}/bilans/identite.py",
        '"bilan.personnes": EQUIPE', '"bilan.personnes": {**EQUIPE, **COMMANDE}',
        (f"{PILOTAGE}/bilans/tests/test_ecran_bilan.py",),
    ),
    Mutation(
        "le pilote ouvre les lignes d'un bilan", "droit", f"{PILOTAGE}/bilans/identite.py",
        '"bilan.lignes": {**EQUIPE, **COMMANDE}', '"bilan.lignes": {**EQUIPE, **COMMANDE, **PILOTE}',
        (f"{PILOTAGE}/bilans/tests/test_ecran_bilan.py",),
    ),
    Mutation(
        "le juriste lit les heures faites", "droit", f"{SUIVI}/marches/identite.py",
        '"lot.heures": {**EQUIPE, **COMMANDE,', '"lot.heures": {**EQUIPE, **COMMANDE, **JURISTE,',
        (f"{PILOTAGE}/tableaux/tests/test_ecran_accueil.py",),
    ),
    Mutation(
        "l'acheteur prend une fiche projet", "droit", f"{AVANT}/projets/identite.py",
        '"projet.prendre": EQUIPE', '"projet.prendre": {**EQUIPE, **COMMANDE}',
        (f"{AVANT}/projets/tests/test_ecran_etats.py",),
    ),
    Mutation(
        "l'entreprise valide ses propres heures", "droit", f"{SUIVI}/declarations/identite.py",
        '"declarationmensuelle.valider": EQUIPE', '"declarationmensuelle.valider": {**EQUIPE, **TITULAIRE}',
        (f"{SUIVI}/declarations/tests/test_ecran_validation.py",),
    ),
    Mutation(
        "une entreprise voit les personnes des autres", "droit", f"{SUIVI}/participants/models/participant.py",
        "contrats__affectations__attribution__structure_id=acteur.structure_id,", "",
        (f"{SUIVI}/participants/tests/test_ecran_participant.py",),
    ),
    Mutation(
        "un contrat annulé laisse voir la personne à son employeur", "droit", f"{SUIVI}/participants/models/participant.py",
        "contrats__employeur_id=acteur.structure_id, contrats__annule_le__isnull=True",
        "contrats__employeur_id=acteur.structure_id",
        (f"{SUIVI}/participants/tests/test_ecran_participant.py",),
    ),
    Mutation(
        "une entreprise lit les heures d'un lot qui n'est pas le sien", "droit", f"{SUIVI}/declarations/models/ligne_heures.py",
        'contrat__affectations__lot_id=models.F("lot_id"),', "",
        (f"{SUIVI}/declarations/tests/test_ecran_operation.py",),
    ),
    Mutation(
        "l'attributaire remplacé garde la vue du lot", "droit", f"{SUIVI}/marches/models/lot.py",
        "attributions__structure_id=acteur.structure_id, attributions__annule_le__isnull=True\n            ),\n"
        "            Portee.EMPLOIS",
        "attributions__structure_id=acteur.structure_id\n            ),\n            Portee.EMPLOIS",
        (f"{SUIVI}/marches/tests/test_ecran_lot.py", f"{PILOTAGE}/fiches/tests/test_ecran_lot.py"),
    ),
    Mutation(
        "le pilote voit hors de l'ANRU", "droit", f"{SUIVI}/marches/models/operation.py",
        "models.Q(est_anru=True, departement_id=acteur.departement)", "models.Q(departement_id=acteur.departement)",
        (f"{PILOTAGE}/tableaux/tests/test_ecran_accueil.py",),
    ),
    Mutation(
        "les circuits d'une autre porteuse se voient", "droit", f"{AVANT}/circuit/models/dossier.py",
        "Portee.PORTEUSE: models.Q(marche__porteuse_id=acteur.porteuse_id)", "Portee.PORTEUSE: models.Q()",
        (f"{AVANT}/circuit/tests/test_ecran_liste.py",),
    ),
    Mutation(
        "un acheteur voit les projets des autres acheteurs", "droit", f"{AVANT}/projets/models/projet.py",
        "Portee.COMMANDES: models.Q(donneur_d_ordre_id=acteur.structure_id, porteuse_id=acteur.porteuse_id)",
        "Portee.COMMANDES: models.Q(porteuse_id=acteur.porteuse_id)",
        (f"{AVANT}/projets/tests/test_ecran_liste.py",),
    ),
    Mutation(
        "l'écran de l'éligibilité demande un droit trop large", "droit", f"{SUIVI}/participants/views.py",
        '@ecran("eligibilite.prononcer"', '@ecran("participant.voir"',
        (f"{SUIVI}/participants/tests/test_ecran_participant.py",),
    ),
    Mutation(
        "qui lit une relecture lui donne suite", "droit", f"{AVANT}/relecture/views/fiche.py",
        '@ecran("relecture.traiter"', '@ecran("relecture.voir"', (f"{AVANT}/relecture/tests/test_ecran_relecture.py",),
    ),
    Mutation(
        "qui voit un projet demande des offres en son nom", "droit", f"{AVANT}/sourcing/views/recherche.py",
        '@ecran("sollicitation.demander"', '@ecran("projet.voir"', (f"{AVANT}/sourcing/tests/test_ecran_sourcing.py",),
    ),
    Mutation(
        "un écran de lecture peut écrire", "droit", f"{FOND}/habilitations/ecran.py",
        "if ecrit and requete.method not in LECTURES:", "if requete.method not in LECTURES:",
        (f"{FOND}/habilitations/tests/test_ecran.py",),
    ),
    Mutation(
        "valider les lignes d'une autre porteuse par leur clé", "droit", f"{SUIVI}/declarations/services/validation.py",
        "LigneHeures.objects.visibles_par(par).actifs()", "LigneHeures.objects.actifs()",
        (f"{SUIVI}/declarations/tests/test_valider.py",),
    ),
)  # fmt: skip

ECRANS = (
    Mutation(
        "un numéro de sécurité sociale entre par le classeur du mois", "écran", f"{SUIVI}/declarations/imports/mensuel.py",
        "if contient_nir(texte):", "if not texte:", (f"{SUIVI}/declarations/tests/test_import_mensuel.py",),
    ),
    Mutation(
        "un numéro de sécurité sociale s'enregistre par un service", "écran", f"{FOND}/socle/models/textes.py",
        "            refuser_le_nir(value)\n", "            textes_de(value)\n", (f"{FOND}/socle/tests/test_textes.py",),
    ),
    Mutation(
        "le menu perd une entrée", "écran", f"{FOND}/structures/identite.py",
        '        Entree("Structures", "structures:liste", 70),\n', "",
        (f"{FOND}/comptes/tests/test_ecran_mon_compte.py",),
    ),
    Mutation(
        "LA phrase dit le dû pour ce qui manque", "écran", f"{SUIVI}/chiffres/phrases.py",
        "{en_heures(chiffres.reste)}{fin}", "{en_heures(chiffres.engagement)}{fin}",
        (f"{SUIVI}/chiffres/tests/test_phrases.py",),
    ),
    Mutation(
        "deux mois en retard se disent un intervalle", "écran", f"{SUIVI}/chiffres/retards.py",
        'return f"{debut} et {en_mois(dernier)}"', 'return f"{debut} à {en_mois(dernier)}"',
        (f"{SUIVI}/chiffres/tests/test_retards.py",),
    ),
    Mutation(
        "un circuit se dit en retard le jour de l'échéance", "écran", f"{AVANT}/circuit/presentation/phrases.py",
        "if retard > 0 else texte", "if retard >= 0 else texte", (f"{AVANT}/circuit/tests/test_ecran_liste.py",),
    ),
    Mutation(
        "l'accueil de l'entreprise dit le dû pour ce qui reste", "écran", f"{PILOTAGE}/tableaux/templates/tableaux/attributaire.html",
        "il reste {{ chiffres.reste|heures }}", "il reste {{ chiffres.engagement|heures }}",
        (f"{PILOTAGE}/tableaux/tests/test_ecran_accueil.py",),
    ),
    Mutation(
        "une case du bilan n'ouvre plus ses lignes", "écran", f"{PILOTAGE}/bilans/templates/bilans/_repartition.html",
        '<a href="{{ ligne.url }}">', "<a>", (f"{PILOTAGE}/bilans/tests/test_ecran_bilan.py",),
    ),
    Mutation(
        "la fiche d'un mois tait ce qui bloque", "écran", f"{SUIVI}/declarations/templates/declarations/_controles.html",
        "Bloquant&nbsp;: </span>{{ texte }}", "Bloquant&nbsp;: </span>",
        (f"{SUIVI}/declarations/tests/test_ecran_validation.py",),
    ),
    Mutation(
        "un conflit tait la valeur d'à présent", "écran", f"{FOND}/socle/templates/socle/composants/conflit.html",
        '{{ apres|default:"—" }}', '{{ avant|default:"—" }}', (f"{FOND}/structures/tests/test_ecran_structures.py",),
    ),
    Mutation(
        "le total de l'opération prend l'exigible pour l'engagement", "écran", f"{PILOTAGE}/fiches/templates/fiches/_lots.html",
        '{{ total.engagement|nombre }}', "{{ total.exigible|nombre }}",
        (f"{PILOTAGE}/fiches/tests/test_ecran_operation.py",),
    ),
    Mutation(
        "l'export des heures perd ce qui est retenu", "écran", f"{SUIVI}/declarations/presentation/operation.py",
        '    Colonne("retenues", "Retenu", "heures", aide="Validé, qui compte"),\n    Colonne("etat", "État", "etat", lire=lambda ligne',
        '    Colonne("etat", "État", "etat", lire=lambda ligne',
        (f"{SUIVI}/declarations/tests/test_ecran_operation.py",),
    ),
    Mutation(
        "un export donne les noms à qui n'en a pas le droit", "écran", f"{FOND}/socle/colonnes.py",
        'if c.ou != "ecran" and (avec_personnelles or not c.personnelle))', 'if c.ou != "ecran")',
        (f"{FOND}/socle/tests/test_exports.py",),
    ),
    Mutation(
        "un bilan publié montre une case d'une seule personne", "écran", f"{PILOTAGE}/bilans/repartitions.py",
        "SEUIL_DE_PUBLICATION = 5", "SEUIL_DE_PUBLICATION = 1", (f"{PILOTAGE}/bilans/tests/test_repartitions.py",),
    ),
    Mutation(
        "deux lignes du même mois passent dans un classeur", "écran", f"{SUIVI}/declarations/imports/mensuel.py",
        "if premiere != ligne.numero:", "if premiere > ligne.numero:",
        (f"{SUIVI}/declarations/tests/test_import_mensuel.py",),
    ),
    Mutation(
        "un marché déjà connu se dit créé", "écran", f"{SUIVI}/marches/imports/chaine.py",
        'return _verdict(ligne, INCHANGE, "", marche)', 'return _verdict(ligne, CREE, "", marche)',
        (f"{SUIVI}/marches/tests/test_importer_marches.py",),
    ),
    Mutation(
        "le CCAP ne dit plus l'article du CCAG", "écran", f"{AVANT}/redaction/modeles/ccap.yaml",
        "complète l'article {{ ccag_article }} du CCAG", "complète le CCAG",
        (f"{AVANT}/redaction/tests/test_textes_des_pieces.py",),
    ),
    Mutation(
        "la lettre de sourcing dit le montant estimé", "écran", f"{AVANT}/sourcing/lettre.py",
        'faits.append(f"durée : {projet.duree_mois} mois{suite}")',
        'faits.append(f"durée : {projet.duree_mois} mois{suite}, pour {projet.montant_ht} €")',
        (f"{AVANT}/sourcing/tests/test_sollicitation.py",),
    ),
)  # fmt: skip

MUTATIONS = (*REGLES, *DROITS, *ECRANS)
